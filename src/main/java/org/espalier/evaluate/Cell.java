package org.espalier.evaluate;

import org.espalier.space.Configuration;
import org.espalier.study.Proposal;

/** One fold of a proposal: what a slot of the cluster works on. */
public record Cell(Proposal proposal, Configuration configuration, int fold) {}
