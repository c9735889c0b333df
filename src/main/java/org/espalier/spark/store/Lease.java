package org.espalier.spark.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * Lease: the right to write to a journal. The holder renews it; it passes to the driver that claims
 * the next epoch once {@link LeaseWatch} takes the holder for dead. The old holder, if it is alive
 * after all, detects that at its next renewal.
 */
record Lease(Epochs epochs, Epoch epoch, DriverEnvironment environment) implements AutoCloseable {

  /** Renewals per lease time: two of them may fail. */
  private static final int RENEWALS = 4;

  /** Maximum time for two drivers to see which of their claims a store without locks kept. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** Content of the file of a lease. */
  record Sign(String token, long at, boolean released) {}

  /**
   * Takes the lease after the last one, which must have no holder.
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
      epochs.system().delete(epochs.lease(epoch.number()), false);
      epochs.system().delete(epochs.claim(epoch.number()), false); // last: it releases
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
