package org.espalier.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Placement;

/**
 * Beginning of a study, besides its design.
 *
 * @param rows identity of the rows; empty if the study cannot be resumed
 * @param request effective settings, also in words
 * @param training where the cells of each learner are trained at each rung
 */
public record StudyBeginning(
    StudyEvent.Folds folds,
    Optional<StudyEvent.Fingerprint> rows,
    StudyEvent.Request request,
    List<Placement> training,
    Map<String, String> versions) {

  StudyEvent.Opened opened(StudyDesign design, Instant started) {
    return new StudyEvent.Opened(
        design.name(),
        new StudyEvent.Setup(
            design.seed().value(),
            design.objective(),
            design.strategies().plan().search().sampler(),
            design.strategies().plan().schedule().type(),
            design.plannedTrials(),
            design.recordedWindow(),
            design.ladder(),
            design.strategies().parameters()),
        folds,
        rows,
        request,
        training,
        versions,
        started.toEpochMilli());
  }

  StudyEvent.Resumed resumed(StudyDesign design, ResumedStudy earlier, Instant started) {
    return new StudyEvent.Resumed(
        design.plannedTrials(earlier.extension()),
        request.settings(),
        earlier.changesInWords(),
        versions,
        rows,
        started.toEpochMilli());
  }
}
