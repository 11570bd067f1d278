"""``python -m shortage.cli``."""

from shortage.cli import main

if __name__ == "__main__":
    main()
