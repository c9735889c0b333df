package org.espalier.bench;

final class LatencyProtocol {
  void run(SearchResult result) {}
}
