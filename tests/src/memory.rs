//! How much memory a process takes, as Linux counts it.

/// Most bytes the process ever had in memory, since it began or since [`forget_peak`].
pub fn peak(process: u32) -> u64 {
    status(process, "VmHWM:")
}

/// Bytes it has in memory now.
pub fn resident(process: u32) -> u64 {
    status(process, "VmRSS:")
}

/// The peak is counted from now on.
pub fn forget_peak(process: u32) {
    std::fs::write(format!("/proc/{process}/clear_refs"), "5").expect("a process of ours");
}

fn status(process: u32, name: &str) -> u64 {
    let told = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux, and it runs");
    let line = told.lines().find_map(|line| line.strip_prefix(name)).expect("every process has it");
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kibibytes * 1024
}
