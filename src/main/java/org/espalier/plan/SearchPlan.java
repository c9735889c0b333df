package org.espalier.plan;

/**
 * How configurations are found.
 *
 * @param sampler a name of {@link Strategies#samplers()}
 * @param trials at most this many, the learners' defaults included; 0 for all of a grid
 */
public record SearchPlan(String sampler, int trials) {}
