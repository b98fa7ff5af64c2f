"""What every room needs and none owns: errors, progress, clock, ids, canonical JSON, whole files.

Standard library only. Each subject is one module; import from the module itself.
"""
