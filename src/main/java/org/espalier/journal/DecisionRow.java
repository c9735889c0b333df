package org.espalier.journal;

import org.espalier.study.Decision;
import org.espalier.study.Inline;

/**
 * Row of the table of decisions; its components are the columns.
 *
 * @param number in the order decided, from 0
 * @param afterProposal the last proposal whose outcome was known before it
 */
public record DecisionRow(long number, long afterProposal, @Inline Decision decision) {}
