"""PySpark maps a saved stage's Java class to the Python class of the same name."""

from espalier.sound import SoundFeatures

__all__ = ["SoundFeatures"]
