package org.espalier.cache;

/** Value that takes room until it is freed, and of which a part may be lost. */
public interface StoredValue {

  /** Bytes that it takes; called once. */
  long bytes();

  /** True if every part of it can still be read; also in the thread of a cell being cancelled. */
  boolean isWhole();

  void free();
}
