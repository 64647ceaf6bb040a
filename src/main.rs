//! Arguments → `cli` → exit code. Nothing else happens here.

/// Whoever reads swapped or crashed memory finds no name and no PIN of whoever has signed out.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> std::process::ExitCode {
    sportello::cli::run()
}
