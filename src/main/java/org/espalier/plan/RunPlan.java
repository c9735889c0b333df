package org.espalier.plan;

/**
 * How the cluster is used; changes nothing in the tables but for the window.
 *
 * @param parallelism cells run at a time; 0 for automatic
 * @param window virtual slots (stored with the study); 0 for the default of the strategies
 */
public record RunPlan(int parallelism, int window) {}
