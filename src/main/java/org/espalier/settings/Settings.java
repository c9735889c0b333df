package org.espalier.settings;

import org.espalier.plan.StudyPlan;

/**
 * A study file that was read.
 *
 * @param effective every setting with its value, defaults included, secrets hidden, as HOCON in the
 *     order of the manual; reading it gives the same plan
 * @param withOrigins the same, each setting with a comment that says where it came from
 */
public record Settings(StudyPlan plan, String effective, String withOrigins) {}
