//! Keys and certificates as a municipality makes them, by the real commands, judged by `openssl`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::copy::ended;
use crate::support::counter::EVERYONE;
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::tool::{Tool, available, run};

const PASSPHRASE: &str = "cavallo batteria graffetta";

/// A folder with a passphrase in a file, where roots and certificates are made.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn keys(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.arg("keys").args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("HOME", self.0.path()).output().unwrap()
    }

    /// Makes a root in the folder `name`.
    #[track_caller]
    fn root(&self, name: &str, further: &[&str]) {
        let mut arguments =
            vec!["root", "--municipality", "Valdorè", "--passphrase-file", "passphrase", "--out", name];
        arguments.extend(further);
        done(&self.keys(&arguments));
    }

    #[track_caller]
    fn certify(&self, root: &str, request: &str, out: &str, further: &[&str]) -> String {
        let mut arguments = vec!["certify", "--passphrase-file", "passphrase", "--root", root];
        arguments.extend(["--request", request, "--out", out]);
        arguments.extend(further);
        done(&self.keys(&arguments))
    }

    #[track_caller]
    fn openssl(&self, arguments: &[&str]) -> String {
        run(Command::new("openssl").args(arguments).current_dir(self.0.path()))
    }
}

/// What a command said that did what it should.
#[track_caller]
fn done(output: &Output) -> String {
    let said = said(output);
    assert!(output.status.success(), "{said}");
    said
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// A drill station that serves meanwhile: these commands do not disturb it.
fn station() -> Station {
    Start::demo().start()
}

fn at_station(station: &Station, arguments: &[&str]) -> Output {
    let mut words = vec!["keys"];
    words.extend(arguments);
    let mut command = station.command(&words);
    if !arguments.contains(&"show") {
        command.arg("--key-file").arg(station.home().join("station.key"));
    }
    command.output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn openssl_accepts_what_the_whole_way_makes() {
    if !available(&[Tool::OpenSsl]) {
        return;
    }
    let (office, station) = (Office::new(), station());
    office.root("root", &["--drill"]);
    let request = office.path("request.pem");
    done(&at_station(&station, &["request", "--out", text(&request)]));
    office.certify("root", "request.pem", "station.pem", &[]);
    office.certify(
        "root",
        "request.pem",
        "hub.pem",
        &["--hub", "--name", "localhost", "--name", "127.0.0.1"],
    );

    office.openssl(&["req", "-verify", "-noout", "-in", "request.pem"]);
    for leaf in ["station.pem", "station-reserve.pem", "hub.pem"] {
        office.openssl(&["verify", "-x509_strict", "-CAfile", "root/root.pem", leaf]);
    }
    let server = ["-purpose", "sslserver", "-verify_ip", "127.0.0.1"];
    office.openssl(
        &[&["verify", "-x509_strict", "-CAfile", "root/root.pem"][..], &server, &["hub.pem"]].concat(),
    );
    let plain = office.openssl(&["pkcs8", "-in", "root/root.p8", "-passin", "file:passphrase"]);
    assert!(plain.starts_with("-----BEGIN PRIVATE KEY-----"), "the root's key opens elsewhere too");
    let fields = office.openssl(&["asn1parse", "-in", "root/root.p8"]);
    assert!(fields.contains(":scrypt") && fields.contains(":aes-256-cbc"), "{fields}");

    let shown = office.openssl(&["x509", "-in", "station.pem", "-noout", "-text", "-nameopt", "utf8"]);
    for part in ["Digital Signature", "URI:urn:uuid:", "Comune di Valdorè", "ESERCITAZIONE", "Sportello EM01"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_station_has_a_reserve_where_its_certificate_came_too_and_says_so_where_it_did_not() {
    let (office, station) = (Office::new(), station());
    office.root("root", &["--drill"]);
    let (request, again) = (office.path("request.pem"), office.path("again.pem"));
    let asked = done(&at_station(&station, &["request", "--out", text(&request)]));
    assert!(asked.contains("Riserva di EM01"), "{asked}");
    // Asked once more before it is certified: the same reserve, so the same request.
    done(&at_station(&station, &["request", "--out", text(&again)]));
    let name = |said: &str| said.lines().find(|line| line.starts_with("  name")).map(str::to_owned);
    let certified = office.certify("root", "again.pem", "station.pem", &[]);
    assert!(certified.contains("station-reserve.pem") && name(&certified) == name(&asked), "{certified}");
    let root = office.path("root/root.pem");
    let adopt = |certificate: &Path| {
        at_station(&station, &["adopt", "--certificate", text(certificate), "--root", text(&root)])
    };
    let refused = adopt(&office.path("station-reserve.pem"));
    assert!(!refused.status.success() && said(&refused).contains("another key"), "{}", said(&refused));
    // Only one of the two was carried back.
    let alone = office.path("alone.pem");
    std::fs::copy(office.path("station.pem"), &alone).unwrap();
    assert!(done(&adopt(&alone)).contains("none came"));
    let shown = done(&at_station(&station, &["show"]));
    assert!(shown.contains("reserve      none"), "{shown}");
    assert!(done(&adopt(&office.path("station.pem"))).contains("reserve      of EM01, until"));
    let shown = done(&at_station(&station, &["show"]));
    assert!(
        shown.contains("reserve      Comune di Valdorè, Servizi demografici, Riserva di EM01"),
        "{shown}"
    );
    // A renewal asks for a fresh one.
    let next = office.path("next.pem");
    let renewed = done(&at_station(&station, &["request", "--out", text(&next)]));
    assert!(name(&renewed).is_some() && renewed.contains("Riserva di EM01"), "{renewed}");
    let reserve = |said: &str| said.split("reserve").nth(1).and_then(name);
    assert_ne!(reserve(&renewed), reserve(&asked), "{renewed}");
}

#[test]
fn openssl_refuses_a_chain_of_another_root() {
    if !available(&[Tool::OpenSsl]) {
        return;
    }
    let (office, station) = (Office::new(), station());
    office.root("root", &["--drill"]);
    office.root("other", &["--drill"]);
    let request = office.path("request.pem");
    done(&at_station(&station, &["request", "--out", text(&request)]));
    office.certify("root", "request.pem", "station.pem", &[]);
    let mut verify = Command::new("openssl");
    verify.args(["verify", "-CAfile", "other/root.pem", "station.pem"]).current_dir(office.0.path());
    assert!(!verify.output().unwrap().status.success(), "the judge can say no");
}

#[test]
fn a_station_adopts_only_what_is_its_own_and_keeps_the_certificate_before() {
    let (office, station) = (Office::new(), station());
    office.root("drill", &["--drill"]);
    office.root("real", &[]);
    let request = office.path("request.pem");
    done(&at_station(&station, &["request", "--out", text(&request)]));
    office.certify("drill", "request.pem", "short.pem", &["--days", "30"]);
    office.certify("drill", "request.pem", "long.pem", &[]);
    office.certify("drill", "request.pem", "hub.pem", &["--hub", "--name", "localhost"]);
    office.certify("real", "request.pem", "real.pem", &[]);
    let adopt = |certificate: &str, root: &str| {
        let (certificate, root) = (office.path(certificate), office.path(root).join("root.pem"));
        at_station(&station, &["adopt", "--certificate", text(&certificate), "--root", text(&root)])
    };
    for (certificate, root, why) in [
        ("real.pem", "real", "this station is a drill’s"),
        ("hub.pem", "drill", "is a hub’s"),
        ("real.pem", "drill", "not certified by this root"),
        ("request.pem", "drill", "is no certificate"),
    ] {
        let refused = adopt(certificate, root);
        assert!(!refused.status.success() && said(&refused).contains(why), "{}", said(&refused));
    }
    let nothing = at_station(&station, &["show"]);
    assert!(!nothing.status.success() && said(&nothing).contains("no certificate"), "{}", said(&nothing));
    done(&adopt("short.pem", "drill"));
    let shown = done(&at_station(&station, &["show"]));
    assert!(
        shown.contains("RENEW IT") && shown.contains("ESERCITAZIONE") && !shown.contains("previous"),
        "{shown}"
    );
    done(&adopt("long.pem", "drill"));
    let shown = done(&at_station(&station, &["show"]));
    let (current, previous) = shown.split_once("previous").expect("both are visible");
    assert!(current.contains("729 days left") && previous.contains("29 days left"), "{shown}");

    let other = self::station();
    let (certificate, root) = (office.path("long.pem"), office.path("drill/root.pem"));
    let refused = at_station(&other, &["adopt", "--certificate", text(&certificate), "--root", text(&root)]);
    assert!(said(&refused).contains("another key"), "{}", said(&refused));
}

#[test]
fn a_root_is_made_once_and_opens_with_its_passphrase_alone() {
    let office = Office::new();
    office.root("root", &[]);
    let again =
        office.keys(&["root", "--municipality", "X", "--passphrase-file", "passphrase", "--out", "root"]);
    assert!(!again.status.success() && said(&again).contains("never overwritten"), "{}", said(&again));
    std::fs::write(office.path("passphrase"), "corta\n").unwrap();
    let short =
        office.keys(&["root", "--municipality", "X", "--passphrase-file", "passphrase", "--out", "y"]);
    assert!(!short.status.success() && said(&short).contains("12 characters"), "{}", said(&short));
    assert!(!office.path("y").exists());
    let key = std::fs::read_to_string(office.path("root/root.p8")).unwrap();
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(office.path("root/root.p8")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner alone");
    }
}

/// What a hub leaves in its data folder at its first start.
fn hub_request(data: &Path) -> String {
    use sportello::clock::{Clock, Random};
    use sportello::disk::RealDisk;
    use sportello::trust::{Request, Subject, Urn};
    use sportello::vault::{KeyHome, KeyPassword};
    let random = Random::system();
    let home = KeyHome::of_hub(RealDisk::shared(), data);
    let key = home.key_or_new(KeyPassword::Derived(&random.bytes()), &random).unwrap();
    let urn = Urn::new(random.uuid(Clock::system().now()));
    let request = Request::make(&Subject::new("", None, "Centro"), urn, &key).unwrap();
    home.keep_request(&request.to_pem()).unwrap();
    text(&home.request_file()).to_owned()
}

#[test]
fn a_hub_adopts_the_certificate_of_its_request_without_any_secret() {
    let office = Office::new();
    office.root("root", &["--domain", "comune.example"]);
    let (ours, other) = (hub_request(&office.path("hub")), hub_request(&office.path("other")));
    office.certify("root", &ours, "hub.pem", &["--hub", "--name", "hub.comune.example"]);
    office.certify("root", &ours, "station.pem", &[]);
    office.certify("root", &other, "other.pem", &["--hub", "--name", "hub.comune.example"]);
    let adopt = |certificate| {
        office.keys(&[
            "adopt",
            "--hub",
            "--data",
            "hub",
            "--certificate",
            certificate,
            "--root",
            "root/root.pem",
        ])
    };
    let shown = said(&office.keys(&["show", "--hub", "--data", "hub"]));
    assert!(shown.contains("hub-request.pem") && shown.contains("no certificate yet"), "{shown}");
    assert!(said(&adopt("station.pem")).contains("is a station’s"));
    assert!(said(&adopt("other.pem")).contains("another key"));
    done(&adopt("hub.pem"));
    let shown = done(&office.keys(&["show", "--hub", "--data", "hub"]));
    assert!(shown.contains("Comune di Valdorè, Centro") && shown.contains("kind         real"), "{shown}");
    let none = office.keys(&[
        "adopt",
        "--hub",
        "--data",
        "x",
        "--certificate",
        "hub.pem",
        "--root",
        "root/root.pem",
    ]);
    assert!(said(&none).contains("start the hub once"), "{}", said(&none));
}

#[test]
fn the_lives_before_are_shown_with_their_certificates_and_do_not_decide_the_exit_code() {
    let (office, station) = (Office::new(), station());
    office.root("drill", &["--drill"]);
    let request = office.path("request.pem");
    done(&at_station(&station, &["request", "--out", text(&request)]));
    office.certify("drill", "request.pem", "short.pem", &["--days", "30"]);
    office.certify("drill", "request.pem", "long.pem", &[]);
    // As a counter in its third life keeps them: the second one never had a certificate.
    let data = office.path("data");
    let lives = ["01937f00-0000-7000-8000-000000000002", "01937f00-0000-7000-8000-000000000003"];
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("living"), lives.join("\n") + "\n").unwrap();
    let keep = |folder: PathBuf, certificate: &str| {
        let keys = folder.join("keys");
        std::fs::create_dir_all(&keys).unwrap();
        std::fs::copy(office.path(certificate), keys.join("station.pem")).unwrap();
        std::fs::copy(office.path("drill").join("root.pem"), keys.join("root.pem")).unwrap();
    };
    let show = || office.keys(&["show", "--data", "data"]);
    keep(data.clone(), "short.pem");
    let nothing = show();
    assert!(!nothing.status.success() && said(&nothing).contains("29 days left"), "{}", said(&nothing));
    keep(data.join("lives").join(lives[1]), "long.pem");
    let shown = done(&show());
    let parts: Vec<&str> = shown.split("life before").collect();
    assert_eq!(parts.len(), 3, "{shown}");
    assert!(parts[0].contains("729 days left") && parts[1].contains("no certificate"), "{shown}");
    assert!(parts[2].contains("29 days left") && parts[2].contains("RENEW IT"), "{shown}");
}

#[test]
fn the_root_certifies_a_computer_for_tls_and_nothing_else() {
    let office = Office::new();
    let mut station = Start::demo().argument("--local").argument("127.0.0.1:0").start();
    office.root("root", &["--drill", "--domain", "comune.example"]);
    let (request, certificate) = (office.path("request.pem"), office.path("server.pem"));
    let asked =
        at_station(&station, &["request", "--host", "sportello.comune.example", "--out", text(&request)]);
    assert!(done(&asked).contains("sportello.comune.example"), "{}", said(&asked));
    let refused =
        ["certify", "--passphrase-file", "passphrase", "--root", "root", "--request", "request.pem"];
    let refused = office.keys(&[&refused[..], &["--out", "x.pem", "--hub", "--name", "a.example"]].concat());
    assert!(!refused.status.success() && said(&refused).contains("leave --hub out"), "{}", said(&refused));
    let certified = office.certify("root", "request.pem", "server.pem", &["--days", "30"]);
    assert!(certified.contains("host         sportello.comune.example"), "{certified}");
    let adopted = |station: &Station| {
        let root = office.path("root/root.pem");
        at_station(station, &["adopt", "--certificate", text(&certificate), "--root", text(&root)])
    };
    done(&adopted(&station));
    office.root("real", &["--domain", "comune.example"]);
    office.certify("real", "request.pem", "real.pem", &[]);
    let (real, real_root) = (office.path("real.pem"), office.path("real/root.pem"));
    let refused = at_station(&station, &["adopt", "--certificate", text(&real), "--root", text(&real_root)]);
    let words = said(&refused);
    assert!(!refused.status.success() && words.contains("only a drill root certifies it"), "{words}");
    let refused = adopted(&self::station());
    assert!(!refused.status.success() && said(&refused).contains("another key"), "{}", said(&refused));
    let shown = said(&at_station(&station, &["show"]));
    assert!(
        shown.contains("TLS          ") && shown.contains("hosts        sportello.comune.example"),
        "{shown}"
    );
    assert!(shown.contains("TLS root"), "{shown}");
    station.stop();
    station.configure(|start| start.environment("SPORTELLO_HOSTS", "sportello.comune.example"));
    station.launch();
    let told = station.said();
    let address = told.lines().find_map(|line| line.split_once("https://sportello.comune.example:"));
    let Some((_, port)) = address else { panic!("{told}") };
    let port = port.trim_end_matches('/');
    let root = std::fs::read_to_string(office.path("root/root.pem")).unwrap();
    let mut visitor = Visitor::over_tls(&format!("https://127.0.0.1:{port}"), &root);
    let fields = [("login", EVERYONE.0), ("pin", EVERYONE.1), ("next", "/station/server")];
    visitor.done("/sign-in", "/sign-in", &fields);
    let page = visitor.get("/station/server").html;
    assert!(page.contains("Radice di esercitazione di Sportello"), "{page}");
    assert!(
        page.contains("certificato per altri computer") && page.contains("da rinnovare: 29 giorni"),
        "{page}"
    );
    assert_eq!(visitor.get("/station/server.crt").html, root, "what is installed is the root");
    if available(&[Tool::OpenSsl]) {
        let server = ["-purpose", "sslserver", "-verify_hostname", "sportello.comune.example"];
        let verify = ["verify", "-x509_strict", "-CAfile", "root/root.pem"];
        office.openssl(&[&verify[..], &server, &["server.pem"]].concat());
    }
    station.stop();
}

#[test]
fn a_centre_whose_key_file_is_lost_makes_another_from_its_recovery_code_and_serves_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let mut centre = Centre::start();
    let mut there = Visitor::at_centre(&centre);
    let code = there.send("/recovery-code", "/recovery-code/new", &[]).digits().unwrap();
    assert_eq!(there.done("/recovery-code", "/recovery-code", &[("code", &code)]), "/");
    centre.stop();
    let (data, lost) = (centre.data(), centre.key_file());
    std::fs::remove_file(&lost).unwrap();
    assert!(!centre.refuses(&[]).contains("panicked"), "{}", centre.said());
    assert!(!lost.exists(), "no other keys are founded over the ones that are there");
    let make = |code: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(["keys", "key-file", "--data", text(&data), "--key-file", text(&lost)]);
        command.env("HOME", folder.path());
        ended(command, code)
    };
    let wrong = make("0000-0000-0000-0000-0000-0000-0000");
    assert!(!wrong.status.success() && !lost.exists(), "{}", said(&wrong));
    assert!(done(&make(&code)).contains("made. The centre starts with it"));
    let written = std::fs::read(&lost).unwrap();
    assert!(done(&make(&code)).contains("opens the keys already, nothing was changed"));
    assert_eq!(std::fs::read(&lost).unwrap(), written);
    centre.again();
    let mut there = Visitor::at_centre(&centre);
    let page = there.get("/recovery-code").html;
    assert!(
        page.contains("il codice è stato ricopiato") || page.contains("Il codice è stato ricopiato"),
        "{page}"
    );
    let served = make(&code);
    assert!(!served.status.success(), "not while it is served: {}", said(&served));
    centre.stop();
}

#[test]
fn a_root_certifies_the_names_and_addresses_it_was_made_for_whoever_has_its_key_and_one_of_before_is_told() {
    let office = Office::new();
    office.root("root", &["--domain", "comune.example", "--range", "10.20.0.0/16"]);
    let ours = hub_request(&office.path("hub"));
    office.certify(
        "root",
        &ours,
        "hub.pem",
        &["--hub", "--name", "hub.comune.example", "--name", "10.20.4.4"],
    );
    let certify = ["certify", "--passphrase-file", "passphrase", "--root", "root", "--request", &ours];
    for name in ["www.bank.example", "192.168.1.1", "8.8.8.8"] {
        let refused = office.keys(&[&certify[..], &["--out", "no.pem", "--hub", "--name", name]].concat());
        let words = said(&refused);
        assert!(!refused.status.success() && words.contains(&format!("may not certify {name}")), "{words}");
        assert!(words.contains("comune.example") && words.contains("10.20.0.0/16"), "{words}");
        assert!(!office.path("no.pem").exists());
    }
    let adopt = ["adopt", "--hub", "--data", "hub", "--certificate", "hub.pem", "--root", "root/root.pem"];
    done(&office.keys(&adopt));
    let shown = done(&office.keys(&["show", "--hub", "--data", "hub"]));
    assert!(shown.contains("permits      localhost") && shown.contains("10.20.0.0/16"), "{shown}");

    if available(&[Tool::OpenSsl]) {
        let verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "root/root.pem"];
        office.openssl(&[&verify[..], &["-verify_hostname", "hub.comune.example", "hub.pem"]].concat());
        let text = office.openssl(&["x509", "-in", "root/root.pem", "-noout", "-text"]);
        assert!(text.contains("X509v3 Name Constraints: critical"), "{text}");
        // Whoever has the key asks no command of ours.
        std::fs::write(
            office.path("san"),
            "subjectAltName=DNS:www.bank.example\nextendedKeyUsage=serverAuth\n",
        )
        .unwrap();
        let make = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        office.openssl(&[&make[..], &["-subj", "/CN=x", "-keyout", "x.key", "-out", "x.csr"]].concat());
        let sign = ["x509", "-req", "-in", "x.csr", "-CA", "root/root.pem", "-CAkey", "root/root.p8"];
        let further = ["-passin", "file:passphrase", "-days", "30", "-extfile", "san", "-out", "forced.pem"];
        office.openssl(&[&sign[..], &further].concat());
        let judged =
            Command::new("openssl").args(verify).arg("forced.pem").current_dir(office.0.path()).output();
        let judged = judged.unwrap();
        assert!(
            !judged.status.success() && said(&judged).contains("permitted subtree violation"),
            "{}",
            said(&judged)
        );
    }

    // A root of before is bound by nothing, works, and is told.
    let before = Office::new();
    std::fs::create_dir(before.path("root")).unwrap();
    unbounded_root(&before.path("root"));
    let theirs = hub_request(&before.path("hub"));
    before.certify("root", &theirs, "hub.pem", &["--hub", "--name", "hub.ovunque.example"]);
    done(&before.keys(&adopt));
    let shown = done(&before.keys(&["show", "--hub", "--data", "hub"]));
    assert!(shown.contains("permits      ANY name over TLS: a root of before"), "{shown}");
}

/// As `keys root` made it before roots were bound.
fn unbounded_root(folder: &Path) {
    use sportello::clock::{Clock, Random};
    use sportello::domain::journal::event::Exercise;
    use sportello::trust::Root;
    use sportello::vault::{KeyPassword, Passphrase, SigningKey};
    let random = Random::system();
    let key = SigningKey::generate(&random);
    let at = Clock::system().now();
    let root = Root::make("Comune di Valdorè", Exercise::Real, &key, random.bytes(), at).unwrap();
    let passphrase = Passphrase::typed(PASSPHRASE);
    let closed = key.to_encrypted_pem(KeyPassword::Passphrase(&passphrase), &random);
    std::fs::write(folder.join("root.p8"), closed.as_bytes()).unwrap();
    std::fs::write(folder.join("root.pem"), root.certificate().to_pem()).unwrap();
}
