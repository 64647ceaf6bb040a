//! Arguments → `cli` → exit code. Nothing else happens here.

fn main() -> std::process::ExitCode {
    sportello::cli::run()
}
