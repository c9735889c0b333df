package org.espalier.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;
import org.espalier.spec.SettingType;

/** Task that calls a function of Java or Scala: a request and files in, a reply and files out. */
record FunctionTask(TrialFunction function) implements FlatMapFunction<Iterator<byte[]>, byte[]> {

  /** Maximum number of stack frames in a reason. */
  private static final int FRAMES = 3;

  @Override
  public Iterator<byte[]> call(Iterator<byte[]> rows) throws IOException {
    if (CellIo.isLost(TaskContext.get())) {
      return Collections.emptyIterator();
    }
    CellRequest request = CellRequest.of(rows.next());
    Path scratch = Files.createTempDirectory("espalier-cell");
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> delete(scratch));
    Path state = Files.createDirectory(scratch.resolve("state"));
    StateFiles.unpack(rows, state);
    CellReply reply = reply(new FunctionTrial(request, state));
    Iterator<byte[]> first = List.of(reply.toJson()).iterator();
    List<Path> files = reply.failed().isEmpty() ? StateFiles.files(state) : List.of();
    if (files.isEmpty()) {
      return first;
    }
    Path archive = scratch.resolve("state.zip");
    StateFiles.pack(state, files, archive);
    long size = Files.size(archive);
    if (size > request.stateLimit()) {
      String wrong =
          "its state takes %,d MiB; keep it to %s, or raise stateLimit"
              .formatted((size >> 20) + 1, SettingType.sizeText(request.stateLimit()));
      return List.of(CellReply.failed(wrong).toJson()).iterator();
    }
    return StateReader.followed(first, Files.newInputStream(archive));
  }

  private static void delete(Path scratch) {
    try {
      StateFiles.delete(scratch);
    } catch (IOException e) {
      // The executor's own folder goes with the executor.
    }
  }

  private CellReply reply(FunctionTrial trial) throws IOException {
    try {
      Map<String, Double> metrics = function.evaluate(trial);
      if (metrics == null) {
        return CellReply.failed("it returned null; return numbers by name", trial.reports());
      }
      if (metrics.size() > CellReply.MOST_METRICS) {
        String wrong =
            "it returned %d numbers; return at most %d"
                .formatted(metrics.size(), CellReply.MOST_METRICS);
        return CellReply.failed(wrong, trial.reports());
      }
      Map<?, ?> returned = metrics; // Scala's and raw maps may hold anything
      for (Map.Entry<?, ?> number : returned.entrySet()) {
        if (!(number.getKey() instanceof String && number.getValue() instanceof Double)) {
          String wrong = "it returned '%s'; return doubles by name".formatted(number);
          return CellReply.failed(wrong, trial.reports());
        }
      }
      return new CellReply(metrics, trial.reports(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The task was interrupted.", e);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return CellReply.failed(lastLines(e), trial.reports());
    }
  }

  /** Exception, with the places in the function where it was thrown. */
  private static String lastLines(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    lines.add(String.valueOf(thrown));
    Stream.of(thrown.getStackTrace())
        .limit(FRAMES)
        .forEach(frame -> lines.add("at " + frame.getFileName() + ":" + frame.getLineNumber()));
    return String.join("; ", lines);
  }
}
