package org.espalier.study;

/** How one fold of an evaluation ended. */
public enum CellState {
  COMPLETED,
  FAILED,
  LOST,
  CANCELLED
}
