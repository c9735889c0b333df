/**
 * Model card of a study, as Mitchell et al., "Model Cards for Model Reporting", FAT* 2019, describe
 * them: made from the record alone, but for what a person must add. Read {@link
 * org.espalier.report.card.ModelCard} first.
 */
@NullMarked
package org.espalier.report.card;

import org.jspecify.annotations.NullMarked;
