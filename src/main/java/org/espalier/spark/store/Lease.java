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
 * Lease: the right to write to a journal. The holder renews it; a holder that does not while
 * another driver watches for the time of the lease counts as dead, one on this machine as soon as
 * its process is gone. The lease then passes to the driver that claims the next epoch; the old
 * holder, if it is alive after all, detects that at its next renewal.
 *
 * <p>The clocks of two machines are never compared to decide: a driver looks only at whether the
 * lease changes while it watches.
 */
final class Lease implements AutoCloseable {

  /** Renewals per lease time: two of them may fail. */
  private static final int RENEWALS = 4;

  /** Maximum time for two drivers to see which of their claims a store without locks kept. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** Interval at which a holder is looked at while it is watched. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Difference of two clocks above which it is told. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  /** Content of the file of a lease. */
  record Sign(String token, long at, boolean released) {}

  /**
   * Driver that has not released the journal and whose process is not known to be gone.
   *
   * @param claim empty if it cannot be read, for example as it was never finished
   * @param sign empty before the first renewal
   * @param heard when it was heard of last, by its own clock, in milliseconds since the epoch
   */
  record Holder(int epoch, Optional<Epoch> claim, Optional<Sign> sign, long heard) {

    private String name() {
      return claim.map(c -> c.process().toString()).orElse("another driver");
    }

    boolean isAlive(DriverEnvironment environment) {
      return claim.filter(c -> c.process().isAlive(environment.process())).isPresent();
    }

    /** True if it was heard of within a time, as far as the two clocks agree. */
    boolean isRecent(Duration time, DriverEnvironment environment) {
      return environment.clock().millis() - heard < time.toMillis();
    }

    /** Name, and when it was heard of, for a message. */
    String describe(DriverEnvironment environment) {
      long silent = environment.clock().millis() - heard;
      return silent < -SKEW.toMillis()
          ? "%s, whose clock is %,d s ahead of the one here".formatted(name(), -silent / 1000)
          : "%s, heard of %,d s ago".formatted(name(), Math.max(0, silent) / 1000);
    }

    /** Name of one that has just renewed its lease, and how its clock differs. */
    private String describeAlive(DriverEnvironment environment) {
      long ahead = heard - environment.clock().millis();
      return Math.abs(ahead) > SKEW.toMillis()
          ? "%s, which renews its lease, and whose clock is %,d s %s the one here"
              .formatted(name(), Math.abs(ahead) / 1000, ahead > 0 ? "ahead of" : "behind")
          : "%s, which renews its lease".formatted(name());
    }
  }

  private final FileSystem system;
  private final Path folder;
  private final Epochs epochs;
  private final Epoch epoch;
  private final DriverEnvironment environment;

  private Lease(Epochs epochs, Epoch epoch, DriverEnvironment environment) {
    this.system = epochs.system();
    this.folder = epochs.folder();
    this.epochs = epochs;
    this.epoch = epoch;
    this.environment = environment;
  }

  /**
   * Takes the lease of a folder; watches the holder, if there is one, for the time of a lease.
   *
   * @param silent holder that was watched before
   * @throws JournalHeldException if another driver holds it
   */
  static Lease take(
      Epochs epochs, Duration time, Optional<Holder> silent, DriverEnvironment environment)
      throws IOException {
    Optional<Holder> holder = holder(epochs, environment);
    if (holder.isPresent() && !holder.equals(silent)) {
      Optional<String> alive = watched(epochs, holder.get(), time, environment);
      if (alive.isPresent()) {
        throw new JournalHeldException(alive.get());
      }
    }
    String token = UUID.randomUUID().toString().substring(0, 8);
    Epoch epoch =
        new Epoch(epochs.last() + 1, token, environment.process(), environment.clock().millis());
    Lease lease = new Lease(epochs, epoch, environment);
    lease.claim();
    lease.renew();
    return lease;
  }

  /** Driver that may hold a journal; empty if there is certainly none. */
  static Optional<Holder> holder(Epochs epochs, DriverEnvironment environment) throws IOException {
    int number = epochs.last();
    if (number == 0) {
      return Optional.empty();
    }
    Optional<Epoch> claim = epochs.read(number);
    if (claim.filter(c -> c.process().isGone(environment.process())).isPresent()) {
      return Optional.empty();
    }
    Path file = new Path(epochs.folder(), Epoch.lease(number));
    Optional<Sign> sign =
        WholeFile.readIfThere(epochs.system(), file)
            .flatMap(text -> Epoch.read(text, Sign.class))
            .filter(s -> claim.filter(c -> c.token().equals(s.token())).isPresent());
    if (sign.filter(Sign::released).isPresent()) {
      return Optional.empty();
    }
    long claimed =
        claim.isPresent()
            ? claim.get().at()
            : epochs
                .system()
                .getFileStatus(new Path(epochs.folder(), Epoch.claim(number)))
                .getModificationTime();
    long heard = Math.max(claimed, sign.map(Sign::at).orElse(0L));
    return Optional.of(new Holder(number, claim, sign, heard));
  }

  /**
   * Watches a holder for the time of a lease.
   *
   * @return description of the driver that writes to the journal; empty if the holder was silent,
   *     or has ended
   */
  static Optional<String> watch(
      Epochs epochs, Holder holder, Duration time, DriverEnvironment environment)
      throws IOException, InterruptedException {
    if (holder.isAlive(environment)) {
      return Optional.of(holder.describe(environment));
    }
    Duration left = time;
    while (!left.isNegative() && !left.isZero()) {
      environment.pause().last(left.compareTo(LOOK) < 0 ? left : LOOK);
      left = left.minus(LOOK);
      Optional<Holder> now = holder(epochs, environment);
      if (now.isEmpty()) {
        return Optional.empty();
      }
      if (!now.get().equals(holder)) {
        return Optional.of(now.get().describeAlive(environment));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> watched(
      Epochs epochs, Holder holder, Duration time, DriverEnvironment environment)
      throws IOException {
    try {
      return watch(epochs, holder, time, environment);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while the journal was claimed.");
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
      throw interrupted();
    }
  }

  private boolean isMine() throws IOException {
    return epochs.read(epoch.number()).filter(e -> e.token().equals(epoch.token())).isPresent();
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

  /** Releases the lease as if it had never been taken; nothing was written under it. */
  void withdraw() throws IOException {
    if (isMine()) {
      system.delete(new Path(folder, Epoch.lease(epoch.number())), false);
      system.delete(new Path(folder, Epoch.claim(epoch.number())), false); // last: it releases
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
