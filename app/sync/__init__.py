"""The bundle: how changes travel on a stick between a village and its commune.

``keys`` who signs and who may open · ``zipform`` the one legal sequence of bytes · ``manifest`` what a finder can read
· ``payload`` what only a recipient can read · ``container`` sealing and opening · ``receipts`` what the other side has
· ``stick`` writing so that a pulled stick does no harm. FORMAT.md describes every byte for someone without the program.
"""
