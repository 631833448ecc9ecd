// Who is on the stage: the people, the roster, the lists and the config of every story.
export const bot = 'staged-rollout@egi.example'
export const managerGlite = 'mgr-glite@egi.example'
export const managerOps = 'mgr-ops@egi.example'
export const releaseOwner = 'sw-rel-sr@egi.example'
export const maria = 'maria@lip.example'
export const joao = 'joao@lip.example'
export const jan = 'jan@desy.example'
export const ana = 'ana@srce.example'
export const subscriber = 'sub1@brunel.example'
export const stranger = 'stranger@elsewhere.example'
export const list = 'early-adopters-glite@mailman.egi.example'
export const widerList = 'early-adopters-ops@mailman.egi.example'
export const lisbon = 'NGI_IBERGRID-LIP-Lisbon'
export const desy = 'NGI_DE-DESY-HH'
export const srce = 'NGI_HR-egee.srce.hr'
export const brunel = 'NGI_UK-UKI-LT2-Brunel'
export const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'

export const config = `
[bot]
address = "${bot}"
name = "Staged Rollout"
data = "var"
timezone = "Europe/Amsterdam"
admin = "postmaster@egi.example"
[mailbox]
kind = "folder"
path = "in"
[transport]
kind = "outbox"
path = "out"
[trust]
authserv_ids = ["mail.egi.example"]
tracker_hosts = ["rt.egi.example"]
[tracker]
tags = ["rt.egi.example"]
[managers]
all = ["${managerOps}"]
release = ["${releaseOwner}"]
[stacks.glite]
titles = ["gLite", "EMI"]
components = ["CA"]
managers = ["${managerGlite}"]
lists = ["${list}"]
repositories = { "EMI-1" = "https://repo.egi.example/emi/1/testing" }
[deadlines]
digest = false
send_from = "00:00"
send_until = "00:00"
[limits]
letters_a_day = 0
[lists]
wider = ["${widerList}"]
`
export const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,${maria};${joao},
NGI_DE,DESY-HH,DE,Europe/Berlin,glite,${jan},
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,,${ana},
`
