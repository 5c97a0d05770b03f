package pl.latarnia.app

import java.security.KeyStore
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager

/** Who may vouch for the server, as `network_security_config.xml` says it: the core speaks TLS itself and asks here. */
object TrustedRoots {
    /** Certificates in DER. */
    fun all(): List<ByteArray> {
        val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        factory.init(null as KeyStore?)
        return factory.trustManagers
            .filterIsInstance<X509TrustManager>()
            .flatMap { manager -> manager.acceptedIssuers.map { it.encoded } }
    }
}
