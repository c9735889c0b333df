package org.espalier.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes texts by chance, from a seed. */
final class Mutation {

  private static final long SEED = 42;

  /** What breaks readers more often than any byte. */
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "=",
          ":",
          ",",
          "\n",
          "null",
          "-1",
          "1e999",
          "NaN",
          "${",
          "}",
          "include",
          "\u0000",
          "\u2028",
          "999999999999999999999",
          "0.5",
          "true",
          "+=",
          "#",
          "{\"long\":1}",
          "auto",
          "none",
          "2 h",
          "\ud800");

  private final SplittableRandom random = new SplittableRandom(SEED);

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** One to four changes: of a byte, a piece put in, left out or doubled, an end cut off. */
  byte[] of(byte[] whole) {
    byte[] bytes = whole;
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 1; changes--) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
      byte[] piece =
          switch (random.nextInt(6)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1, 2 -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            case 3 -> twice(Arrays.copyOfRange(bytes, at, end));
            default -> new byte[0];
          };
      int after = random.nextInt(20) == 0 ? bytes.length : random.nextBoolean() ? at : end;
      bytes =
          joined(Arrays.copyOf(bytes, at), piece, Arrays.copyOfRange(bytes, after, bytes.length));
    }
    return bytes;
  }

  private static byte[] twice(byte[] piece) {
    return joined(piece, piece, new byte[0]);
  }

  private static byte[] joined(byte[] a, byte[] b, byte[] c) {
    byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    System.arraycopy(c, 0, all, a.length + b.length, c.length);
    return all;
  }
}
