package org.espalier.function;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Store of the states of trials for the rung above: {@code <root>/<trial>/<rung>-<fold>/<attempt>},
 * and next to the attempts the name of the recorded one.
 *
 * <p>The driver that requests an attempt names it; the task writes the files and, last, a marker.
 * The driver stores the name before the outcome is recorded: if it dies in between, the next driver
 * runs the cell again and names its own attempt.
 */
public final class StateStore {

  private static final String RECORDED = "recorded";

  private final FileSystem system;
  private final Path root;

  public StateStore(Path root, Configuration hadoop) throws IOException {
    this.system = root.getFileSystem(hadoop);
    this.root = system.makeQualified(root);
  }

  private Path trial(int trial) {
    return new Path(root, String.valueOf(trial));
  }

  private Path cell(int trial, int rung, int fold) {
    return new Path(trial(trial), "%d-%d".formatted(rung, fold));
  }

  /** Folder for the next attempt of a cell. */
  public String attempt(int trial, int rung, int fold) {
    return new Path(cell(trial, rung, fold), UUID.randomUUID().toString()).toString();
  }

  /** Records an attempt as the valid one, if its task wrote any files. */
  public void keep(int trial, int rung, int fold, String attempt) throws IOException {
    if (system.exists(new Path(attempt, StateWriter.COMMITTED))) {
      Path recorded = new Path(cell(trial, rung, fold), RECORDED);
      try (OutputStream out = system.create(recorded, true)) {
        out.write(new Path(attempt).getName().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** File that a cell left; empty if it left none. */
  public Optional<String> left(int trial, int rung, int fold) {
    Path cell = cell(trial, rung, fold);
    try {
      Path attempt = new Path(cell, read(new Path(cell, RECORDED)));
      return Optional.of(
          new Path(attempt, read(new Path(attempt, StateWriter.COMMITTED))).toString());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The state of trial %d cannot be read.".formatted(trial), e);
    }
  }

  private String read(Path file) throws IOException {
    try (InputStream in = system.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Trials that have left something. */
  List<Integer> trials() throws IOException {
    if (!system.exists(root)) {
      return List.of();
    }
    return Arrays.stream(system.listStatus(root))
        .map(status -> status.getPath().getName())
        .filter(name -> name.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .toList();
  }

  /** Deletes the states of a trial at a rung. */
  void delete(int trial, int rung, int folds) throws IOException {
    for (int fold = 0; fold < folds; fold++) {
      system.delete(cell(trial, rung, fold), true);
    }
  }

  /** Deletes all that a trial left. */
  void delete(int trial) throws IOException {
    system.delete(trial(trial), true);
  }

  /** Deletes the states of all trials, except those of one if it is given. */
  public void deleteAllBut(OptionalInt kept) throws IOException {
    Optional<String> name = kept.stream().mapToObj(String::valueOf).findFirst();
    if (system.exists(root)) {
      for (FileStatus status : system.listStatus(root)) {
        if (!name.equals(Optional.of(status.getPath().getName()))) {
          system.delete(status.getPath(), true);
        }
      }
    }
  }
}
