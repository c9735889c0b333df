package org.espalier.spark.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the lease of a journal: which driver holds it, and whether that driver is alive. A
 * holder counts as dead if it does not renew the lease while it is watched for one lease time. A
 * holder on this machine counts as dead as soon as its process is gone.
 *
 * <p>Decisions never compare the clocks of two machines; the watch only checks whether the lease
 * changes. It remembers a silent holder, so that none is watched twice. Confined to one thread.
 */
final class LeaseWatch {

  /** Interval between checks of a holder. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Difference of two clocks above which it is reported. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  /**
   * Driver that has not released the journal and whose process is not known to be gone.
   *
   * @param claim claim; empty if it cannot be read, for example because it was never finished
   * @param sign content of the lease file; empty before the first renewal
   * @param heard time of the last claim or renewal by the holder's own clock, in milliseconds since
   *     the epoch
   */
  private record Holder(int epoch, Optional<Epoch> claim, Optional<Lease.Sign> sign, long heard) {

    String name() {
      return claim.map(c -> c.process().toString()).orElse("another driver");
    }

    boolean isAlive(DriverEnvironment environment) {
      return claim.filter(c -> c.process().isAlive(environment.process())).isPresent();
    }

    /**
     * Returns true if the last renewal is more recent than {@code time}, as far as the clocks
     * agree.
     */
    boolean isRecent(Duration time, DriverEnvironment environment) {
      return environment.clock().millis() - heard < time.toMillis();
    }

    /** Returns the name and the time since the last renewal, for a message. */
    String describe(DriverEnvironment environment) {
      long silent = environment.clock().millis() - heard;
      return silent < -SKEW.toMillis()
          ? "%s, whose clock is %,d s ahead of the one here".formatted(name(), -silent / 1000)
          : "%s, heard of %,d s ago".formatted(name(), Math.max(0, silent) / 1000);
    }

    /**
     * Returns the name of a holder that has just renewed its lease, and the difference of its
     * clock.
     */
    String describeAlive(DriverEnvironment environment) {
      long ahead = heard - environment.clock().millis();
      return Math.abs(ahead) > SKEW.toMillis()
          ? "%s, which renews its lease, and whose clock is %,d s %s the one here"
              .formatted(name(), Math.abs(ahead) / 1000, ahead > 0 ? "ahead of" : "behind")
          : "%s, which renews its lease".formatted(name());
    }
  }

  private final Epochs epochs;
  private final Duration time;
  private final DriverEnvironment environment;
  private @Nullable Holder silent = null;

  LeaseWatch(Epochs epochs, Duration time, DriverEnvironment environment) {
    this.epochs = epochs;
    this.time = time;
    this.environment = environment;
  }

  Epochs epochs() {
    return epochs;
  }

  DriverEnvironment environment() {
    return environment;
  }

  /** Returns a description of the driver that holds the journal, as far as the two clocks agree. */
  Optional<String> holder() throws IOException {
    return unwatched()
        .filter(holder -> holder.isAlive(environment) || holder.isRecent(time, environment))
        .map(holder -> holder.describe(environment));
  }

  /**
   * Watches the driver that may hold the journal, unless it is a process of this machine, which is
   * known to be alive or dead.
   *
   * @param says called once with the maximum wait and the holder
   */
  void await(BiConsumer<Duration, String> says) throws IOException, InterruptedException {
    Optional<Holder> holder = unwatched().filter(found -> !found.isAlive(environment));
    if (holder.isPresent()) {
      says.accept(time, holder.get().describe(environment));
      watch(holder.get());
    }
  }

  /**
   * Takes the lease, after watching a driver that may hold it.
   *
   * @throws JournalHeldException if another driver holds it
   */
  Lease take() throws IOException {
    try {
      Optional<Holder> holder = unwatched();
      Optional<String> alive = holder.isPresent() ? watch(holder.get()) : Optional.empty();
      if (alive.isPresent()) {
        throw new JournalHeldException(alive.get());
      }
    } catch (InterruptedException e) {
      throw Lease.interrupted();
    }
    return Lease.take(epochs, environment);
  }

  private Optional<Holder> unwatched() throws IOException {
    return find().filter(holder -> !holder.equals(silent));
  }

  /** Returns the driver that may hold the journal; empty if there certainly is none. */
  private Optional<Holder> find() throws IOException {
    int number = epochs.last();
    if (number == 0) {
      return Optional.empty();
    }
    Optional<Epoch> claim = epochs.read(number);
    if (claim.filter(c -> c.process().isGone(environment.process())).isPresent()) {
      return Optional.empty();
    }
    Optional<Lease.Sign> sign =
        WholeFile.readIfThere(epochs.system(), epochs.lease(number))
            .flatMap(text -> Epoch.read(text, Lease.Sign.class))
            .filter(s -> claim.filter(c -> c.token().equals(s.token())).isPresent());
    if (sign.filter(Lease.Sign::released).isPresent()) {
      return Optional.empty();
    }
    long claimed =
        claim.isPresent()
            ? claim.get().at()
            : epochs.system().getFileStatus(epochs.claim(number)).getModificationTime();
    long heard = Math.max(claimed, sign.map(Lease.Sign::at).orElse(0L));
    return Optional.of(new Holder(number, claim, sign, heard));
  }

  /**
   * Returns a description of the driver that writes to the journal; empty if the holder was silent
   * or has ended.
   */
  private Optional<String> watch(Holder holder) throws IOException, InterruptedException {
    if (holder.isAlive(environment)) {
      return Optional.of(holder.describe(environment));
    }
    Duration left = time;
    while (!left.isNegative() && !left.isZero()) {
      environment.pause().last(left.compareTo(LOOK) < 0 ? left : LOOK);
      left = left.minus(LOOK);
      Optional<Holder> now = find();
      if (now.isEmpty()) { // it has ended
        return Optional.empty();
      }
      if (!now.get().equals(holder)) {
        return Optional.of(now.get().describeAlive(environment));
      }
    }
    silent = holder;
    return Optional.empty();
  }
}
