/**
 * All words of the pages, so that another language is another file. Names stand in braces where a
 * sentence has them.
 */
export const WORDS = {
  language: "en",
  locale: "en-GB",
  product: "CircleShare",
  skip: "Skip to the content",
  errorTitle: "Error: {title}",
  errorSummary: "Please look at this again",
  signOut: "Sign out",
  more: "More",
  back: "Back",
  cancel: "Cancel",
  navigation: {
    label: "Pages",
    family: "Family",
    people: "People",
    invites: "Invites",
    settings: "Settings",
    account: "You",
  },
  fields: {
    email: "Email",
    name: "Your name",
    familyName: "Name of the family",
    password: "Password",
    newPassword: "Password",
    code: "Invite code",
    currentPassword: "Your password now",
  },
  signIn: {
    title: "Sign in",
    lead: "Your family is behind this door.",
    submit: "Sign in",
    haveInvite: "I have an invite",
    forgot: "I forgot my password, and someone in the family gave me a code",
    ended: "You are signed out here. Sign in to go on.",
    keptText: "What you typed is kept here. Copy it before you go on.",
    register: "Start a circle on this new server",
  },
  insecure: {
    title: "Not over this connection",
    lead:
      "This server is reached by plain http, where anyone on the way could read your password. So nobody can sign in here.",
    advice:
      "For the person who hosts it: put TLS in front, and set CIRCLE_PUBLIC_URL to its https address. In a network where you trust every device, CIRCLE_INSECURE_HTTP=allow opens it as it is.",
  },
  join: {
    title: "Join a family",
    lead: "Someone in your family sent you an invite: a link, a picture to scan, or a code.",
    submit: "Show the invite",
    codeHint: "Letters and digits. Dashes, spaces, and capitals do not matter.",
    previewTitle: "You are invited",
    by: "{inviter} invites you into",
    bySomeone: "You are invited into",
    role: {
      member: "You will see everyone in the family.",
      admin: "You will see everyone in the family, and can invite others.",
      owner: "You will see everyone in the family, and can do everything in it.",
    },
    until: "The invite is valid until {date}.",
    newTitle: "I am new here",
    newSubmit: "Join the family",
    mineTitle: "I have an account here",
    mineSubmit: "Join as {name}",
    mineSignIn: "Sign in and join",
    otherAccount: "You are signed in as {name}.",
    nameHint: "As your family calls you.",
    emailHint: "You sign in with it. Only your family sees it.",
    passphrase: "We made up a password for you: six words, easy to keep.",
    passwordHint:
      "Write it down now, or save it in your phone. You may also type one of your own, of 15 characters or more.",
  },
  register: {
    title: "Start a circle",
    lead:
      "You are the first here. You get a family of your own, and can invite the others into it.",
    openLead: "You get a family of your own, and can invite the others into it.",
    submit: "Start",
  },
  families: {
    title: "Your families",
    none: "You are in no family now. Start one, or join one with an invite.",
    create: "Start another family",
    createSubmit: "Start it",
    join: "Join with an invite",
    nameHint: "For example: The Bergs",
  },
  family: {
    birthdays: "Next birthdays",
    noBirthdays: "No birthdays in the next 60 days.",
    allBirthdays: "All birthdays",
    members: "Who is here",
    everyone: "Everyone in the family",
    log: "What happened lately",
    wholeLog: "Everything that happened",
    roles: { owner: "Owner", admin: "Admin", member: "" },
    you: "you",
  },
  days: {
    today: "Today",
    tomorrow: "Tomorrow",
    inDays: "in {days} days",
    turns: "turns {age}",
    yearsAgo: "{years} years ago",
    oneYearAgo: "a year ago",
  },
  resetNotice: {
    lead:
      "{by} made a code that can set a new password for your account from {date} on. If you did not ask for that, keep your password.",
    someone: "Another owner",
    submit: "Keep my password",
  },
  problem: {
    title: "That did not work",
    notFound: "Nothing is here",
    notFoundLead:
      "There is no such page, or it is not for you. If someone sent you a link, ask them to look at it again.",
    foreignForm:
      "This form was not sent by a page of this server, so nothing was done. Open the page here and try again.",
    wrongAddress: "The pages of this server are at {url}.",
    toStart: "To the start",
  },
} as const;

/** Fills names into a sentence that has none to be marked up. */
export function fillIn(sentence: string, names: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name) => String(names[name] ?? ""));
}
