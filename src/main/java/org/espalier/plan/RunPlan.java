package org.espalier.plan;

/**
 * How the cluster is used; changes nothing in the tables but for the window.
 *
 * @param parallelism cells run at a time; 0 for automatic
 * @param window virtual slots of strategies that read outcomes (stored with the study); 0 for the
 *     one that a simulation of this cluster suggests
 */
public record RunPlan(int parallelism, int window) {}
