/** What the tests of several packages share: contract suites, fakes and a simulated pool. */
package org.espalier.testing;
