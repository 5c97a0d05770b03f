// How the app is built. Versions of the app come from Cargo.toml by way of tauri.properties, which every build writes.
import java.util.Properties
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
    id("rust")
}

val versions = Properties().apply {
    val written = file("tauri.properties")
    if (written.exists()) written.inputStream().use { load(it) }
}

// The key a centre signs with never lies in the tree: see docs/PHONE.md. Without one the result is unsigned.
fun secret(name: String): String? = providers.environmentVariable("LATARNIA_$name").orNull?.takeIf { it.isNotEmpty() }

android {
    namespace = "pl.latarnia.app"
    compileSdk = 37
    defaultConfig {
        applicationId = "pl.latarnia.app"
        // Android 9: the first with keys in a chip of their own and screens that cannot be covered unnoticed.
        minSdk = 28
        // 37 would ask for one more permission to reach a server inside the centre's own network.
        targetSdk = 36
        versionCode = versions.getProperty("tauri.android.versionCode", "1").toInt()
        versionName = versions.getProperty("tauri.android.versionName", "0")
    }
    androidResources {
        localeFilters += listOf("pl", "en", "uk")
    }
    signingConfigs {
        create("centre") {
            secret("SIGNING_STORE")?.let { storeFile = file(it) }
            storePassword = secret("SIGNING_STORE_PASSWORD")
            keyAlias = secret("SIGNING_KEY")
            keyPassword = secret("SIGNING_KEY_PASSWORD")
        }
    }
    buildTypes {
        getByName("release") {
            isDebuggable = false
            isMinifyEnabled = true
            if (secret("SIGNING_STORE") != null) signingConfig = signingConfigs.getByName("centre")
            // Those of the shell's parts, written beside them by the build.
            proguardFiles(*fileTree(".") { include("**/*.pro").exclude("build/**") }.files.toTypedArray())
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
    buildFeatures {
        buildConfig = true
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_1_8
    }
}

rust {
    rootDirRel = "../../../"
}

// The least the generated activity and webview compile with, and the makers' own floors for it.
dependencies {
    implementation("androidx.activity:activity-ktx:1.10.1")
    implementation("androidx.appcompat:appcompat:1.7.1")
    implementation("androidx.lifecycle:lifecycle-process:2.10.0")
    implementation("androidx.webkit:webkit:1.14.0")
    implementation("com.google.android.material:material:1.12.0")
}

apply(from = file("tauri.build.gradle.kts"))
