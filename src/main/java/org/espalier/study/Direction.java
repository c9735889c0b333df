package org.espalier.study;

/** Direction of a metric: whether larger or smaller scores are better. */
public enum Direction {
  MINIMIZE,
  MAXIMIZE
}
