"""Papers whose claims are judged: data, no engine.

A paper is a folder (``paper.toml``) with a folder for each claim (``claim.toml``) and each proposal
(``proposal.toml``); see ``docs/add-a-paper.md``. Further folders of papers are named by ``SHORTAGE_PAPERS``.
"""
