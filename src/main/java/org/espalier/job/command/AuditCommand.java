package org.espalier.job.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.StudyAudit;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsChange;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.study.PreparedStudy;
import org.espalier.job.study.StudyOutput;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.lineage.Receipt;
import org.espalier.spark.store.LineageFiles;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.spec.SafeText;
import org.espalier.study.Door;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that compares a study's folder with its receipt, and a second run with its record. */
@Command(
    name = "audit",
    description = "Compares a study's folder with its receipt, and names the first difference.",
    mixinStandardHelpOptions = true)
public final class AuditCommand extends StudyCommand {

  @Option(
      names = "--rerun",
      description =
          "Also runs the study again, from its recorded settings, and compares the tables.")
  private boolean rerun = false;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "A setting of the second run that the record hides, for example a password.")
  private List<String> sets = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    SparkSession spark = session();
    StudyFolder folder = folder(spark);
    Receipt receipt = receipt(folder);
    Optional<String> difference = new StudyAudit(spark, folder).difference(receipt);
    if (difference.isPresent()) {
      return differs(difference.get());
    }
    out().printf("as recorded  %d parts%n", receipt.links().size());
    out().printf("receipt      %s%n", receipt.last());
    out().flush();
    return rerun ? again(spark, folder) : StudyStatus.FINISHED.exitCode();
  }

  private int differs(String difference) {
    out().println("differs      " + SafeText.line(difference));
    out().flush();
    return StudyStatus.INVALID.exitCode();
  }

  private Receipt receipt(StudyFolder folder) throws IOException {
    Optional<Receipt> receipt;
    try {
      receipt = folder.lineage().receipt();
    } catch (IllegalArgumentException e) {
      throw refused("%s: %s".formatted(LineageFiles.RECEIPT, e.getMessage()), "");
    }
    return receipt.orElseThrow(
        () ->
            refused(
                "holds no receipt: its study has not ended, or is of an older version",
                "'report %s' writes one of what is there now".formatted(dir)));
  }

  private InvalidStudyException refused(String wrong, String right) {
    return new InvalidStudyException(new Problem(dir, "", wrong, right));
  }

  private int again(SparkSession spark, StudyFolder folder) throws IOException {
    StudyHistory history = folder.history();
    StudyRecord record = history.record();
    checkSettings(history);
    record
        .summary()
        .provenance()
        .causes()
        .forEach(cause -> out().println("may differ   " + SafeText.line(cause)));
    out().flush();
    Path scratch = new Path(folder.path().getParent(), ".audit-" + UUID.randomUUID());
    try {
      return run(spark, record, scratch);
    } finally {
      scratch.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(scratch, true);
    }
  }

  /** Refuses what cannot be run again, all of it at once. */
  private void checkSettings(StudyHistory history) {
    if (history.door() != Door.JOB) {
      String wrong = "was run by %s".formatted(history.door().noun());
      throw refused(wrong, history.door().repetition());
    }
    Map<String, String> hidden = new TreeMap<>(SettingsChange.leaves(history.settings()));
    hidden.values().removeIf(value -> !value.contains(Redaction.HIDDEN));
    sets.forEach(set -> hidden.remove(set.replaceFirst("=.*", "").strip()));
    List<Problem> problems = new ArrayList<>();
    hidden.forEach(
        (path, value) ->
            problems.add(
                new Problem(dir, path, "is hidden in the record", "--set %s=…".formatted(path))));
    InvalidStudyException.throwIfAny(problems);
  }

  private int run(SparkSession spark, StudyRecord record, Path scratch) throws IOException {
    java.nio.file.Path file = Files.createTempFile("audit-", ".conf");
    try {
      Files.writeString(file, record.settings());
      Optional<String> otherRows = otherRows(spark, record, file.toFile());
      if (otherRows.isPresent()) {
        return differs(otherRows.get());
      }
      int code = tune(file, scratch);
      if (code != record.summary().end().exitCode()) {
        String text = "exit code: was %d, is %d";
        return differs(text.formatted(record.summary().end().exitCode(), code));
      }
    } finally {
      Files.delete(file);
    }
    String study = new Path(scratch, record.opened().study()).toString();
    StudyRecord second = StudyOutput.existing(spark, study).history().record();
    Optional<String> difference = StudyAudit.difference(spark, record, second);
    if (difference.isPresent()) {
      return differs(difference.get());
    }
    out().println("run again    all tables are equal, but for what is measured");
    out().flush();
    return StudyStatus.FINISHED.exitCode();
  }

  /** Difference of the rows, known before a search that would be in vain. */
  private Optional<String> otherRows(SparkSession spark, StudyRecord record, File file) {
    Settings.Checked checked =
        new SettingsReader(Map.of(), System.getenv()).check(file, sets, PreparedStudy::catalogue);
    try (PreparedStudy now = PreparedStudy.read(checked, spark, InstantSource.system(), out())) {
      return StudyAudit.otherRows(record, now.fingerprint());
    }
  }

  private int tune(java.nio.file.Path file, Path scratch) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("tune", file.toString(), "--output", scratch.toString()));
    words.addAll(List.of("--set", "output.resume=never", "--set", "output.overwrite=false"));
    sets.forEach(set -> words.addAll(List.of("--set", set)));
    return spec.root().commandLine().execute(words.toArray(String[]::new));
  }
}
