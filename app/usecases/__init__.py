"""What a person can do, one module per subject.

A use case takes one frozen command (and a ``Progress`` when it is long), runs one named transaction and returns
``Done(result, changes)``. Lists for the screen come from one query into frozen rows; records stay inside the transaction.
"""
