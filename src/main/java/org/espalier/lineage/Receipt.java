package org.espalier.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Receipt of a study: the digests of all that it recorded and left, as a hash chain. Its components
 * are the fields of {@code receipt.json}.
 *
 * <p>Whoever keeps the hash of the last link can tell that no link was changed.
 *
 * @param format version of these fields
 * @param algorithm of all digests and hashes
 * @param links in the order of the chain
 */
public record Receipt(int format, String algorithm, List<Link> links) {

  /** Format of the fields. */
  public static final int FORMAT = 1;

  /** Algorithm of all digests. */
  public static final String ALGORITHM = "SHA-256";

  private static final String FIRST = "0".repeat(64);

  /**
   * Part of a study.
   *
   * @param name path in the study's folder; of a table, its folder; or {@code settings}, {@code
   *     fingerprint} or {@code jar}
   * @param digest digest of its content
   */
  public record Part(String name, String digest) {}

  /**
   * Link of the chain.
   *
   * @param part name of the part
   * @param digest digest of its content: of a file, of its bytes; of a table, of its rows as text,
   *     in the order of these texts; of the fingerprint, the recorded one
   * @param hash SHA-256 of the hash of the link before it (of the first one, 64 zeros), of the
   *     part's name and of its digest, joined by line feeds
   */
  public record Link(String part, String digest, String hash) {}

  /** A part that is not as the receipt says, as a sentence without its full stop. */
  public record Difference(String part, String text) {}

  public Receipt {
    links = List.copyOf(links);
    if (format != FORMAT || !algorithm.equals(ALGORITHM)) {
      throw new IllegalArgumentException(
          "is of format %d with %s; this version reads format %d with %s"
              .formatted(format, algorithm, FORMAT, ALGORITHM));
    }
  }

  /** Receipt of parts in their order. */
  public static Receipt of(List<Part> parts) {
    List<Link> links = new ArrayList<>();
    String before = FIRST;
    for (Part part : parts) {
      before = hash(before, part.name(), part.digest());
      links.add(new Link(part.name(), part.digest(), before));
    }
    return new Receipt(FORMAT, ALGORITHM, links);
  }

  private static String hash(String before, String part, String digest) {
    return Sha256.of(String.join("\n", before, part, digest));
  }

  /** Hash of the last link, which stands for the whole receipt. */
  public String last() {
    return links.isEmpty() ? FIRST : links.get(links.size() - 1).hash();
  }

  /** The first link whose hash does not follow from those before it; empty if all do. */
  public Optional<Difference> broken() {
    String before = FIRST;
    for (Link link : links) {
      before = hash(before, link.part(), link.digest());
      if (!link.hash().equals(before)) {
        return Optional.of(
            new Difference(link.part(), "the receipt itself was changed, at this link or before"));
      }
    }
    return Optional.empty();
  }

  /** The links of parts whose names begin alike, without their chain. */
  private List<Part> parts(String prefix) {
    return links.stream()
        .filter(link -> link.part().startsWith(prefix))
        .map(link -> new Part(link.part(), link.digest()))
        .toList();
  }

  /**
   * The first part that differs from the receipt; empty if none does.
   *
   * @param prefix beginning of the names of the parts to compare
   * @param now these parts as they are, in the order of the chain
   */
  public Optional<Difference> difference(String prefix, List<Part> now) {
    List<Part> recorded = parts(prefix);
    for (int i = 0; i < Math.max(recorded.size(), now.size()); i++) {
      if (i >= now.size()) {
        return missing(recorded.get(i));
      }
      Part is = now.get(i);
      if (i >= recorded.size()) {
        return added(is);
      }
      Part was = recorded.get(i);
      if (!was.name().equals(is.name())) {
        boolean gone = now.stream().noneMatch(part -> part.name().equals(was.name()));
        return gone ? missing(was) : added(is);
      }
      if (!was.digest().equals(is.digest())) {
        String text = "differs from the receipt: was %s, is %s";
        return Optional.of(new Difference(was.name(), text.formatted(was.digest(), is.digest())));
      }
    }
    return Optional.empty();
  }

  private static Optional<Difference> missing(Part part) {
    return Optional.of(new Difference(part.name(), "is in the receipt, and no longer there"));
  }

  private static Optional<Difference> added(Part part) {
    return Optional.of(new Difference(part.name(), "is not in the receipt"));
  }
}
