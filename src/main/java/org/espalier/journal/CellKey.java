package org.espalier.journal;

/** Key of a cell: a fold of a proposal. */
public record CellKey(long proposal, int fold) {}
