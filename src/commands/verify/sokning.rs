//! Looks for the sources that a PDF was made of: in the files it carries, in a repository's history, in the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::jamforelse::{Jamforelse, jamfor, likhet};
use super::kandidat::{self, Kandidat};
use super::{Filen, Sokt};
use crate::bilagor;
use crate::commands::render::vakt::Watch;
use crate::datum::Datum;
use crate::discover::{Enhet, Grannar, PROFIL, discover};
use crate::inlasning;
use crate::pdffil::{self, Buren};
use crate::revision;
use crate::revision::historik::{Incheckning, Repo, Utcheckning};
use crate::view::Del;

/// The most commits that are looked into.
const MAX_COMMITS: usize = 500;

/// The most PDFs that are made when none has been found to be the file.
const MAX_NEAR: usize = 12;

/// The most PDFs that are made of sources that should give the file.
const MAX_MADE: usize = 40;

/// Where sources were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plats {
    Incheckning(Incheckning),
    /// The folder as it is now.
    Mappen,
    /// The files that the PDF carries.
    Bilagorna,
}

/// A document whose PDF was made and compared.
pub(super) struct Traff {
    pub(super) plats: Plats,
    /// The document, by its file.
    pub(super) fil: String,
    pub(super) pdf: Vec<u8>,
    pub(super) jamforelse: Jamforelse,
    /// Whether the PDF itself had to say which day the draft is of.
    pub(super) dag_ur_filen: bool,
}

/// What a search found.
#[derive(Default)]
pub(super) struct Sokning {
    /// The document that the file is, or begins with, or is the beginning of.
    pub(super) traff: Option<Traff>,
    /// A document that shows what the file says that it shows, but whose PDF is another.
    pub(super) pastadd: Option<Traff>,
    /// The document that is most like the file, when it is none.
    pub(super) narmast: Option<Traff>,
    /// The newest commit that has a document of the kind and year.
    pub(super) nyast: Option<Incheckning>,
    /// What could not be searched, in Swedish.
    pub(super) forbehall: Vec<String>,
}

impl Sokning {
    /// Whether there is any document that the file could be.
    pub(super) fn ar_tom(&self) -> bool {
        self.traff.is_none() && self.pastadd.is_none() && self.narmast.is_none()
    }

    /// Makes the documents that show what the file says, and compares. Gives whether one is the file.
    fn try_all(&mut self, alla: Vec<Kandidat>, plats: &Plats, rot: &Path, sok: &mut Uppdrag<'_>) -> Option<Kandidat> {
        for it in alla {
            if sok.made >= MAX_MADE {
                return None;
            }
            sok.made += 1;
            let Ok(pdf) = it.pdf(sok.watch) else { continue };
            let _at_work = sok.compare();
            let jamforelse = jamfor(&sok.filen.bytes, &sok.filen.hela, &pdf);
            let fil = shown(&it, rot);
            let traff = Traff { plats: plats.clone(), fil, pdf, jamforelse, dag_ur_filen: it.dag_ur_filen };
            if traff.jamforelse != Jamforelse::Annan {
                self.traff = Some(traff);
                return Some(it);
            }
            self.pastadd.get_or_insert(traff);
        }
        None
    }
}

/// What is searched for, and under whose watch.
pub(super) struct Uppdrag<'a> {
    pub(super) sokt: &'a Sokt,
    pub(super) filen: &'a Filen,
    pub(super) watch: &'a Watch,
    made: usize,
}

impl<'a> Uppdrag<'a> {
    pub(super) fn new(sokt: &'a Sokt, filen: &'a Filen, watch: &'a Watch) -> Self {
        Self { sokt, filen, watch, made: 0 }
    }

    /// Watches over a comparison.
    fn compare(&self) -> crate::commands::render::vakt::AtWork<'a> {
        self.watch.begin(1, Path::new("jämförelsen"), false)
    }

    /// The days that a draft may be of: its commit's, else the one that the PDF says.
    fn days(&self, of_commit: Option<Datum>) -> Vec<(Option<Datum>, bool)> {
        let mut all = vec![(of_commit, false)];
        for day in [self.sokt.uppgifter.dag, None] {
            if all.iter().all(|it| it.0 != day) {
                all.push((day, true));
            }
        }
        all
    }

    /// The documents in some folders that show what the file says, and of all those like it what they show.
    fn search(&self, mappar: &[PathBuf], dag: &dyn Fn(&Path) -> Option<Datum>) -> (Vec<Kandidat>, Vec<Kandidat>) {
        let (mut same, mut like) = (Vec::new(), Vec::new());
        kandidat::i_mappar(mappar, self.sokt, &|path| self.days(dag(path)), &mut |it| {
            if Some(it.avtryck()) == self.sokt.avtryck {
                same.push(it);
            } else if it.liknar(self.sokt) && it.ar_som_render_gor() {
                like.push(it);
            }
        });
        (same, like)
    }
}

/// Looks in a folder and the history of its repository.
///
/// # Errors
/// What keeps the history from being read half-way.
pub(super) fn i_repo(folder: &Path, sok: &mut Uppdrag<'_>) -> Result<Sokning, String> {
    let mut found = Sokning::default();
    let real = folder.canonicalize().map_err(|_| format!("Det finns ingen mapp som heter ”{}”.", folder.display()))?;
    let mappar = kommunmappar(&real, sok.sokt);
    let mut near: Vec<(Plats, String)> = Vec::new();
    let repo = Repo::find(if real.is_dir() { &real } else { real.parent().unwrap_or(&real) });
    let history = repo.as_ref().ok().and_then(|it| Some((it, Omfang::new(it, &mappar)?)));
    match (&history, &repo) {
        (Some((repo, omfang)), _) => match i_historiken(repo, omfang, sok, &mut found, &mut near) {
            Ok(()) => {}
            Err(reason) => found.forbehall.push(reason),
        },
        (None, Err(reason)) => found.forbehall.push(reason.clone()),
        (None, Ok(_)) => {}
    }
    let rot = repo.as_ref().map_or(real.as_path(), |it| it.topp.as_path());
    if found.traff.is_none() {
        let (same, like) = sok.search(&mappar, &|path| revision::draft_date(path));
        near.extend(like.iter().map(|it| (Plats::Mappen, it.avtryck())));
        found.try_all(same, &Plats::Mappen, rot, sok);
    }
    if found.traff.is_none() && found.pastadd.is_none() {
        found.narmast = narmast(&mappar, rot, history.as_ref(), &near, sok)?;
    }
    Ok(found)
}

/// The folders of the kommuner that the file may be from; the whole folder when none has the name that the file gives.
fn kommunmappar(folder: &Path, sokt: &Sokt) -> Vec<PathBuf> {
    let profiles = discover(&[folder.to_owned()]).unwrap_or_default().into_iter().filter_map(|it| it.profil);
    let named = profiles.filter(|it| {
        let alone =
            Enhet { profil: Some(it.clone()), filer: Vec::new(), grannar: Grannar::Kanda(Vec::new()), stdin: None };
        let read = inlasning::las(&alone);
        read.kommun.is_some_and(|it| it.profil.kommun.namn.as_str() == sokt.uppgifter.avsandare)
    });
    let folders: Vec<PathBuf> = named.filter_map(|it| it.parent().map(Path::to_owned)).collect();
    if folders.is_empty() { vec![folder.to_owned()] } else { folders }
}

/// The part of a repository that the documents of some folders are made of.
struct Omfang {
    /// The kommuner's folders, from the top.
    mappar: Vec<PathBuf>,
    /// These and the folders of templates that can apply to them.
    allt: Vec<PathBuf>,
}

impl Omfang {
    fn new(repo: &Repo, mappar: &[PathBuf]) -> Option<Self> {
        let inner = mappar.iter().map(|it| it.strip_prefix(&repo.topp).ok().map(Path::to_owned));
        let mappar = inner.collect::<Option<Vec<PathBuf>>>()?;
        let above = mappar.iter().flat_map(|it| it.ancestors().skip(1).map(|up| up.join("templates")));
        let allt: BTreeSet<PathBuf> = mappar.iter().cloned().chain(above).collect();
        // The whole repository has no name of its own.
        let allt = if allt.contains(Path::new("")) { Vec::new() } else { allt.into_iter().collect() };
        Some(Self { mappar, allt })
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        self.mappar.iter().map(|it| folder.join(it)).collect()
    }
}

fn i_historiken(
    repo: &Repo,
    omfang: &Omfang,
    sok: &mut Uppdrag<'_>,
    found: &mut Sokning,
    near: &mut Vec<(Plats, String)>,
) -> Result<(), String> {
    let mut commits = repo.incheckningar("HEAD", &omfang.allt, MAX_COMMITS + 1)?;
    if repo.ar_avkortat() {
        found
            .forbehall
            .push("Historiken är avkortad (git clone --depth), så äldre incheckningar kunde inte jämföras.".to_owned());
    }
    if commits.len() > MAX_COMMITS {
        commits.truncate(MAX_COMMITS);
        found.forbehall.push(format!("Bara de {MAX_COMMITS} senaste incheckningarna jämfördes."));
    }
    let mut folder = Utcheckning::new()?;
    let rot = folder.path();
    for commit in commits {
        folder.check_out(repo, &commit.id, &omfang.allt)?;
        let last = |path: &Path| last_touched(repo, &commit, path.strip_prefix(&rot).ok()?).map(|it| it.dag);
        let (same, like) = sok.search(&omfang.below(&rot), &last);
        if let (None, Some(it)) = (&found.nyast, same.iter().chain(&like).next()) {
            found.nyast = Some(last_changed(repo, &commit, it, &rot));
        }
        near.extend(like.iter().map(|it| (Plats::Incheckning(commit.clone()), it.avtryck())));
        let plats = Plats::Incheckning(commit.clone());
        if let Some(it) = found.try_all(same, &plats, &rot, sok) {
            let touched = last_changed(repo, &commit, &it, &rot);
            found.nyast.take_if(|newest| *newest == touched);
            if let Some(traff) = &mut found.traff {
                traff.plats = Plats::Incheckning(touched);
            }
            return Ok(());
        }
    }
    Ok(())
}

/// The last commit, up to another, that touched anything that a document is made of: the document has been the same since.
fn last_changed(repo: &Repo, commit: &Incheckning, it: &Kandidat, rot: &Path) -> Incheckning {
    let sources: Vec<PathBuf> =
        it.kallor.iter().filter_map(|it| it.strip_prefix(rot).ok().map(Path::to_owned)).collect();
    let touched = repo.incheckningar(&commit.id, &sources, 1).ok().and_then(|it| it.into_iter().next());
    touched.unwrap_or_else(|| commit.clone())
}

/// The last commit, up to another, that touched a file.
fn last_touched(repo: &Repo, commit: &Incheckning, path: &Path) -> Option<Incheckning> {
    repo.incheckningar(&commit.id, &[path.to_owned()], 1).ok()?.into_iter().next()
}

/// Makes some of the documents that are like the file, newest first, and gives the one that says the most of what it says.
fn narmast(
    mappar: &[PathBuf],
    rot: &Path,
    history: Option<&(&Repo, Omfang)>,
    near: &[(Plats, String)],
    sok: &mut Uppdrag<'_>,
) -> Result<Option<Traff>, String> {
    let mut seen = BTreeSet::new();
    let theirs = {
        let _at_work = sok.compare();
        sok.filen.hela.sidtexter()
    };
    let mut best: Option<(usize, Traff)> = None;
    let mut folder = Utcheckning::new()?;
    for (plats, avtryck) in near.iter().filter(|(_, it)| seen.insert(it.clone())).take(MAX_NEAR) {
        let (rot, like) = match (plats, history) {
            (Plats::Incheckning(commit), Some((repo, omfang))) => {
                folder.check_out(repo, &commit.id, &omfang.allt)?;
                let rot = folder.path();
                let last = |path: &Path| last_touched(repo, commit, path.strip_prefix(&rot).ok()?).map(|it| it.dag);
                let (_, like) = sok.search(&omfang.below(&rot), &last);
                (rot, like)
            }
            _ => (rot.to_owned(), sok.search(mappar, &|path| revision::draft_date(path)).1),
        };
        let Some(it) = like.into_iter().find(|it| it.avtryck() == *avtryck) else { continue };
        let Ok(pdf) = it.pdf(sok.watch) else { continue };
        let _at_work = sok.compare();
        let Ok(made) = pdffil::read(&pdf) else { continue };
        let alike = likhet(&theirs, &made.sidtexter());
        if best.as_ref().is_none_or(|(most, _)| alike > *most) {
            let (fil, jamforelse) = (shown(&it, &rot), Jamforelse::Annan);
            let plats = match (plats, history) {
                (Plats::Incheckning(commit), Some((repo, _))) => {
                    Plats::Incheckning(last_changed(repo, commit, &it, &rot))
                }
                _ => plats.clone(),
            };
            best = Some((alike, Traff { plats, fil, pdf, jamforelse, dag_ur_filen: false }));
        }
    }
    Ok(best.map(|(_, it)| it))
}

/// Makes the document of the files that the PDF carries, in a folder of ours that is removed afterwards. No template is
/// taken out of a PDF: those of the program set it.
///
/// # Errors
/// Says that there is no room for the files.
pub(super) fn i_bilagorna(buren: &[Buren], sok: &mut Uppdrag<'_>) -> Result<Sokning, String> {
    let folder = Utcheckning::new()?;
    let rot = folder.path();
    let mut files: Vec<PathBuf> = Vec::new();
    for it in buren.iter().filter(|it| it.kalla) {
        let Some(place) = bilagor::place(&it.namn, &it.beskrivning) else { continue };
        let path = rot.join(&place);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, &it.bytes));
        if written.is_ok() && path.extension().is_some_and(|it| it == "toml") {
            files.push(path);
        }
    }
    let profil = files.iter().find(|it| **it == rot.join(PROFIL)).cloned();
    let mut found = Sokning::default();
    let mut all = Vec::new();
    for path in files.iter().filter(|it| Some(*it) != profil.as_ref()) {
        let others = files.iter().filter(|it| *it != path && Some(*it) != profil.as_ref()).cloned().collect();
        let enhet =
            Enhet { profil: profil.clone(), filer: vec![path.clone()], grannar: Grannar::Kanda(others), stdin: None };
        kandidat::i_enhet(&enhet, sok.sokt, &|_| sok.days(sok.sokt.uppgifter.dag), &mut |it| all.push(it));
    }
    let (same, like): (Vec<Kandidat>, Vec<Kandidat>) =
        all.into_iter().partition(|it| Some(it.avtryck()) == sok.sokt.avtryck);
    found.try_all(same, &Plats::Bilagorna, &rot, sok);
    if found.ar_tom()
        && let Some(it) = like.into_iter().find(|it| it.liknar(sok.sokt) && it.ar_som_render_gor())
    {
        let fil = shown(&it, &rot);
        let made = it.pdf(sok.watch).ok();
        found.narmast = made.map(|pdf| Traff {
            plats: Plats::Bilagorna,
            fil,
            pdf,
            jamforelse: Jamforelse::Annan,
            dag_ur_filen: false,
        });
    }
    Ok(found)
}

/// A document's file from a folder, as messages show it.
fn shown(it: &Kandidat, rot: &Path) -> String {
    let file = inlasning::shown(it.fil.strip_prefix(rot).unwrap_or(&it.fil));
    match it.del {
        Del::Huvud => file,
        Del::Tjansteskrivelse => format!("tjänsteskrivelsen i {file}"),
    }
}
