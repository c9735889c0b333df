package org.espalier.lineage;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dataset by the names that OpenLineage gives it, so that what another job wrote and what a study
 * read are the same one.
 *
 * @param namespace store that holds it, such as {@code s3://bucket} or {@code file}
 * @param name path or table in that store
 */
public record LineageDataset(String namespace, String name) {

  /** Namespace of what is in the jar. */
  private static final String EMBEDDED = "espalier";

  /** Namespace of tables of a session's catalogue, and of queries. */
  private static final String CATALOGUE = "spark";

  private static final Pattern URI = Pattern.compile("([a-zA-Z][\\w+.-]*):(?://([^/?#]*))?/*(.*)");

  private static final Pattern JDBC =
      Pattern.compile("jdbc:([\\w]+):(?:[\\w]+:)*(?://)?([^/;?@]+@)?([^/;?]+)/?([^;?]*).*");

  /** User and password of an address. */
  private static final Pattern USER = Pattern.compile("^[^@]*@");

  /**
   * Dataset of a source.
   *
   * @param source path or address, with the scheme of its file system; else the name of a table, or
   *     a query
   */
  public static LineageDataset of(String source) {
    if (source.startsWith("embedded:")) {
      return new LineageDataset(EMBEDDED, source);
    }
    Matcher jdbc = JDBC.matcher(source);
    if (jdbc.matches()) {
      String system = jdbc.group(1).equals("postgresql") ? "postgres" : jdbc.group(1);
      String database = jdbc.group(4).isEmpty() ? jdbc.group(3) : jdbc.group(4);
      return new LineageDataset(system + "://" + jdbc.group(3), database);
    }
    Matcher uri = URI.matcher(source);
    return uri.matches()
        ? inStore(uri.group(1).toLowerCase(Locale.ROOT), uri)
        : new LineageDataset(source.startsWith("/") ? "file" : CATALOGUE, source);
  }

  /** Object stores have names without a leading slash; of theirs, several schemes mean S3. */
  private static LineageDataset inStore(String scheme, Matcher uri) {
    String authority = uri.group(2) == null ? "" : uri.group(2);
    String path = uri.group(3);
    return switch (scheme) {
      case "file" -> new LineageDataset("file", "/" + path);
      case "s3", "s3a", "s3n" -> new LineageDataset("s3://" + anonymous(authority), rooted(path));
      case "gs" -> new LineageDataset("gs://" + authority, rooted(path));
      case "abfs", "abfss", "wasb", "wasbs" -> // a container, which is no user
          new LineageDataset(scheme + "://" + authority, rooted(path));
      default -> new LineageDataset(scheme + "://" + anonymous(authority), "/" + path);
    };
  }

  private static String anonymous(String authority) {
    return USER.matcher(authority).replaceFirst("");
  }

  private static String rooted(String path) {
    return path.isEmpty() ? "/" : path;
  }
}
