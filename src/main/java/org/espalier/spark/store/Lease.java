package org.espalier.spark.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lease: the right to write to a journal. The holder renews it; a holder that is silent for the
 * time of the lease counts as dead, one on this machine as soon as its process is gone. The lease
 * then passes to the driver that claims the next epoch; the old holder, if it is alive after all,
 * detects that at its next renewal.
 *
 * <p>Clocks of drivers may differ by less than the time of the lease; beyond that two drivers may
 * write for a moment, each to its own epoch, and the earlier one stops.
 */
final class Lease implements AutoCloseable {

  /** Renewals per lease time: two of them may fail. */
  private static final int RENEWALS = 4;

  /** Maximum time for two drivers to see which of their claims a store without locks kept. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** Content of the file of a lease. */
  record Sign(String token, long at, boolean released) {}

  private final FileSystem system;
  private final Path folder;
  private final Epochs epochs;
  private final Epoch epoch;
  private final DriverEnvironment environment;

  private Lease(FileSystem system, Path folder, Epoch epoch, DriverEnvironment environment) {
    this.system = system;
    this.folder = folder;
    this.epochs = new Epochs(system, folder);
    this.epoch = epoch;
    this.environment = environment;
  }

  /**
   * Takes the lease of a folder.
   *
   * @throws JournalHeldException if another driver holds it
   */
  static Lease take(FileSystem system, Path folder, Duration time, DriverEnvironment environment)
      throws IOException {
    Epochs epochs = new Epochs(system, folder);
    int last = epochs.last();
    Optional<String> holder = holder(epochs, last, time, environment);
    if (holder.isPresent()) {
      throw new JournalHeldException(holder.get());
    }
    String token = UUID.randomUUID().toString().substring(0, 8);
    Epoch epoch = new Epoch(last + 1, token, environment.process(), environment.clock().millis());
    Lease lease = new Lease(system, folder, epoch, environment);
    lease.claim();
    lease.renew();
    return lease;
  }

  private void claim() throws IOException {
    Path claim = new Path(folder, Epoch.claim(epoch.number()));
    try {
      WholeFile.create(system, claim, Epoch.text(epoch));
    } catch (FileAlreadyExistsException e) {
      throw heldBy(epoch.number());
    }
    if (!WholeFile.createsAtomically(system)) {
      pause();
      if (!isMine()) {
        throw heldBy(epoch.number());
      }
    }
  }

  private void pause() throws IOException {
    try {
      environment.pause().last(SETTLING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the journal was claimed.");
    }
  }

  private boolean isMine() throws IOException {
    return epochs.read(epoch.number()).filter(e -> e.token().equals(epoch.token())).isPresent();
  }

  /** Description of the holder of a folder's journal; empty if there is none. */
  static Optional<String> holder(
      FileSystem system, Path folder, Duration time, DriverEnvironment environment)
      throws IOException {
    Epochs epochs = new Epochs(system, folder);
    return holder(epochs, epochs.last(), time, environment);
  }

  private static Optional<String> holder(
      Epochs epochs, int number, Duration time, DriverEnvironment environment) throws IOException {
    if (number == 0) {
      return Optional.empty();
    }
    Path claim = new Path(epochs.folder(), Epoch.claim(number));
    Path lease = new Path(epochs.folder(), Epoch.lease(number));
    Optional<Epoch> epoch = epochs.read(number);
    if (epoch.filter(e -> e.process().isGone(environment.process())).isPresent()) {
      return Optional.empty();
    }
    Optional<Sign> sign =
        WholeFile.readIfThere(epochs.system(), lease)
            .flatMap(text -> Epoch.read(text, Sign.class))
            .filter(s -> epoch.filter(e -> e.token().equals(s.token())).isPresent());
    if (sign.filter(Sign::released).isPresent()) {
      return Optional.empty();
    }
    long claimed =
        epoch.isPresent()
            ? epoch.get().at()
            : epochs.system().getFileStatus(claim).getModificationTime();
    long heard = Math.max(claimed, sign.map(Sign::at).orElse(0L));
    long silent = Math.max(0, environment.clock().millis() - heard);
    return silent < time.toMillis()
        ? Optional.of(
            "%s, heard of %d s ago"
                .formatted(epoch.map(e -> e.process().toString()).orElse("?"), silent / 1000))
        : Optional.empty();
  }

  private JournalHeldException heldBy(int number) throws IOException {
    return new JournalHeldException(
        epochs.read(number).map(e -> e.process().toString()).orElse("another driver"));
  }

  Epoch epoch() {
    return epoch;
  }

  static Duration renewal(Duration time) {
    return time.dividedBy(RENEWALS);
  }

  /**
   * Renews the lease.
   *
   * @throws JournalHeldException if another driver took over
   */
  void renew() throws IOException {
    check();
    sign(false);
  }

  /**
   * @throws JournalHeldException if another driver took over
   */
  void check() throws IOException {
    if (epochs.isClaimed(epoch.number() + 1)) {
      throw heldBy(epoch.number() + 1);
    }
    if (!isMine()) {
      throw heldBy(epoch.number());
    }
  }

  /** Releases the lease. */
  @Override
  public void close() throws IOException {
    sign(true);
  }

  private void sign(boolean released) throws IOException {
    Sign sign = new Sign(epoch.token(), environment.clock().millis(), released);
    WholeFile.replace(system, new Path(folder, Epoch.lease(epoch.number())), Epoch.text(sign));
  }
}
