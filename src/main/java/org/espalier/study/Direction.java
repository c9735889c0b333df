package org.espalier.study;

/** Which scores of a metric are better. */
public enum Direction {
  MINIMIZE,
  MAXIMIZE
}
