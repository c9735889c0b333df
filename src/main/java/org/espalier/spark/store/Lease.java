package org.espalier.spark.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * Lease of a journal: the right to write to it. The holder renews the lease. It passes to the
 * driver that claims the next epoch once {@link LeaseWatch} considers the holder dead. If the old
 * holder is still alive, it notices at its next renewal.
 */
record Lease(Epochs epochs, Epoch epoch, DriverEnvironment environment) implements AutoCloseable {

  /** Number of renewals per lease time. Two of them may fail. */
  private static final int RENEWALS = 4;

  /** Time after which, on a store without locks, two drivers see which of their claims was kept. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /**
   * Content of a lease file.
   *
   * @param token token of the epoch
   * @param at time of the renewal, in milliseconds since the epoch of the holder's clock
   * @param released true if the holder has released the lease
   */
  record Sign(String token, long at, boolean released) {}

  /**
   * Takes the lease after the last one, which must not have a holder.
   *
   * @throws JournalHeldException if another driver takes it at the same time
   */
  static Lease take(Epochs epochs, DriverEnvironment environment) throws IOException {
    String token = UUID.randomUUID().toString().substring(0, 8);
    Epoch epoch =
        new Epoch(epochs.last() + 1, token, environment.process(), environment.clock().millis());
    Lease lease = new Lease(epochs, epoch, environment);
    lease.claim();
    lease.renew();
    return lease;
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while the journal was claimed.");
  }

  private void claim() throws IOException {
    try {
      WholeFile.create(epochs.system(), epochs.claim(epoch.number()), Epoch.text(epoch));
    } catch (FileAlreadyExistsException e) {
      throw heldBy(epoch.number());
    }
    if (!WholeFile.createsAtomically(epochs.system())) {
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
   * Checks that the lease is still held.
   *
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

  /** Releases the lease as if it had never been taken. Nothing may have been written under it. */
  void withdraw() throws IOException {
    if (isMine()) {
      epochs.system().delete(epochs.lease(epoch.number()), false);
      epochs.system().delete(epochs.claim(epoch.number()), false); // last, because this releases
    }
  }

  /** Releases the lease. */
  @Override
  public void close() throws IOException {
    sign(true);
  }

  private void sign(boolean released) throws IOException {
    Sign sign = new Sign(epoch.token(), environment.clock().millis(), released);
    WholeFile.replace(epochs.system(), epochs.lease(epoch.number()), Epoch.text(sign));
  }
}
