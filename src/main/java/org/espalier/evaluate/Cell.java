package org.espalier.evaluate;

import org.espalier.space.Configuration;
import org.espalier.study.Proposal;

/** Cell: one fold of a proposal, the unit of work of a slot of the cluster. */
public record Cell(Proposal proposal, Configuration configuration, int fold) {}
