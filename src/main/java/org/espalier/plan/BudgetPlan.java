package org.espalier.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of the whole study.
 *
 * @param time wall-clock time of the search
 * @param maxFailures failed trials in a row that end the study
 */
public record BudgetPlan(Optional<Duration> time, int maxFailures) {}
