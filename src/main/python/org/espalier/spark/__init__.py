"""The Java package's root, under which PySpark looks for the classes of saved stages."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
