package org.espalier.spark.ui;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.util.kvstore.KVIndex;
import org.apache.spark.util.kvstore.KVStore;
import org.apache.spark.util.kvstore.KVStoreIterator;
import org.apache.spark.util.kvstore.KVStoreView;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.ui.StudyProgress.Phrase;
import org.espalier.spark.ui.StudyProgress.Step;
import org.espalier.spark.ui.StudyProgress.TrialChange;
import org.espalier.study.TrialState;
import org.jspecify.annotations.Nullable;

/** Rows of studies, trials and the trials' jobs in the store of Spark's UI. */
record TuningRows(KVStore store) {

  /** Maximum number of jobs of a trial that are linked. A fit by Spark jobs can have hundreds. */
  private static final int LINKS = 20;

  private static final String OF_STUDY = "study";

  /**
   * Row of a study.
   *
   * @param begun start of the study
   * @param phrases reasons by index
   * @param ended end of the study; null while it runs
   */
  record StudyRow(
      StudyProgress.Begun begun, List<Phrase> phrases, StudyProgress.@Nullable Ended ended) {
    StudyRow {
      phrases = List.copyOf(phrases);
    }

    @KVIndex
    @JsonIgnore
    public int key() {
      return begun.study();
    }
  }

  /**
   * Row of a trial.
   *
   * @param study number of the study
   * @param now current state of the trial, with all of its evaluations
   */
  record TrialRow(int study, TrialChange now) {

    @KVIndex
    @JsonIgnore
    public String key() {
      return key(study, now.trial());
    }

    @KVIndex(OF_STUDY)
    @JsonIgnore
    public int indexed() {
      return study;
    }

    private static String key(int study, int trial) {
      return study + "/" + trial;
    }

    /** Returns the evaluation at the highest rung; empty if none has ended. */
    Optional<Step> last() {
      List<Step> steps = now.steps();
      return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
    }

    /** Returns the evaluation at the highest rung with a score; empty if there is none. */
    Optional<Step> scored() {
      return now.steps().stream().filter(step -> step.score() != null).reduce((low, high) -> high);
    }
  }

  /**
   * Row of the jobs of a trial.
   *
   * @param study identity of the study
   * @param first numbers of the first jobs
   * @param count number of all jobs
   */
  record JobsRow(String study, int trial, List<Integer> first, int count) {
    JobsRow {
      first = List.copyOf(first);
    }

    @KVIndex
    @JsonIgnore
    public String key() {
      return key(study, trial);
    }

    private static String key(String study, int trial) {
      return study + "/" + trial;
    }

    private JobsRow with(int job) {
      List<Integer> more = new ArrayList<>(first);
      if (more.size() < LINKS) {
        more.add(job);
      }
      return new JobsRow(study, trial, more, count + 1);
    }
  }

  /** Writes the progress of a study. Progress of a study without a start event is ignored. */
  void apply(StudyProgress progress) {
    if (progress instanceof StudyProgress.Begun begun) {
      List<Phrase> known = study(begun.study()).map(StudyRow::phrases).orElse(List.of());
      write(new StudyRow(begun, known, null)); // sent again if the number of trials changes
      return;
    }
    Optional<StudyRow> known = study(progress.study());
    if (known.isEmpty()) {
      return;
    }
    StudyRow row = known.get();
    if (progress instanceof StudyProgress.Trials trials) {
      if (!trials.phrases().isEmpty()) {
        List<Phrase> phrases = new ArrayList<>(row.phrases());
        phrases.addAll(trials.phrases());
        write(new StudyRow(row.begun(), phrases, row.ended()));
      }
      trials.trials().forEach(change -> apply(row.key(), change));
    } else if (progress instanceof StudyProgress.Ended ended) {
      write(new StudyRow(row.begun(), row.phrases(), ended));
    }
  }

  private void apply(int study, TrialChange change) {
    TrialChange now =
        trial(study, change.trial()).map(row -> row.now().then(change)).orElse(change);
    write(new TrialRow(study, now));
  }

  /** Writes the start of a job, if it is the job of a cell. */
  void apply(SparkListenerJobStart start) {
    if (start.properties() == null) {
      return;
    }
    CellJob.of(start.properties()).ifPresent(cell -> apply(cell, start.jobId()));
  }

  private void apply(CellJob cell, int job) {
    String study = cell.study().toString();
    JobsRow row =
        read(JobsRow.class, JobsRow.key(study, cell.trial()))
            .orElseGet(() -> new JobsRow(study, cell.trial(), List.of(), 0));
    write(row.with(job));
  }

  /** Returns the studies in the order in which they started. */
  List<StudyRow> studies() {
    return all(view(StudyRow.class));
  }

  Optional<StudyRow> study(int study) {
    return read(StudyRow.class, study);
  }

  Optional<TrialRow> trial(int study, int trial) {
    return read(TrialRow.class, TrialRow.key(study, trial));
  }

  /** Returns the trials of a study, in no particular order. */
  List<TrialRow> trials(int study) {
    return all(view(TrialRow.class).index(OF_STUDY).first(study).last(study));
  }

  /** Returns the number of trials of all studies in a state. */
  long count(TrialState state) {
    return all(view(TrialRow.class)).stream().filter(row -> row.now().state() == state).count();
  }

  long trials() {
    try {
      return store.count(TrialRow.class);
    } catch (Exception e) { // declared by Spark
      throw failed(e);
    }
  }

  /** Returns the jobs of a trial; empty if it has none. */
  Optional<JobsRow> jobs(StudyRow study, int trial) {
    return read(JobsRow.class, JobsRow.key(study.begun().id().toString(), trial));
  }

  private void write(Object row) {
    try {
      store.write(row);
    } catch (Exception e) { // declared by Spark
      throw failed(e);
    }
  }

  private <R> Optional<R> read(Class<R> type, Object key) {
    try {
      return Optional.of(store.read(type, key));
    } catch (NoSuchElementException e) {
      return Optional.empty();
    } catch (Exception e) { // declared by Spark
      throw failed(e);
    }
  }

  private <R> KVStoreView<R> view(Class<R> type) {
    try {
      return store.view(type);
    } catch (Exception e) { // declared by Spark
      throw failed(e);
    }
  }

  private static <R> List<R> all(KVStoreView<R> view) {
    List<R> rows = new ArrayList<>();
    try (KVStoreIterator<R> iterator = view.closeableIterator()) {
      iterator.forEachRemaining(rows::add);
    } catch (Exception e) { // declared by Spark
      throw failed(e);
    }
    return rows;
  }

  private static IllegalStateException failed(Exception cause) {
    return new IllegalStateException("The store of Spark's UI cannot be used.", cause);
  }
}
