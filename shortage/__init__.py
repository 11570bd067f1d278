"""Official figures on labour shortage in the Netherlands, from publisher to checked claim."""

__version__ = "0.2.0"
