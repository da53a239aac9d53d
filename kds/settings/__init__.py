"""What a person can configure, in layers: TOML file < environment `KDS_…` < command line.

`files` finds and reads the file, `model` names every key, `loading` puts the layers together, `stations` makes the
station. Adapters never see these classes: `kds.bootstrap` turns them into plain values.
"""
