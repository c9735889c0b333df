package org.espalier.study;

/** Final state of a cell, one fold of an evaluation. */
public enum CellState {
  COMPLETED,
  FAILED,
  LOST,
  CANCELLED
}
