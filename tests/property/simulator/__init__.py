"""Three laptops of a village and their commune, driven at random through the production code, and what must hold of them.

``world`` is the machines and the sticks, ``people`` what is done with them, ``oracle`` what must be true (it knows nothing of
the merge code), ``mistakes`` the errors planted into the production code, ``histories`` tells one history or thousands.
"""
