/**
 * Commands on the folder of a study that was begun, beside the base of all commands; {@link
 * org.espalier.job.command.StudyCommand} is the one to read first.
 */
@NullMarked
package org.espalier.job.command;

import org.jspecify.annotations.NullMarked;
