import { createFamily, showFamilies } from "./families.tsx";
import { showFamily } from "./family.tsx";
import { joinAsNew, joinWithAccount, previewInvite, showJoin, signInToJoin } from "./join.tsx";
import { memberRoute, openRoute, type PageRoute } from "./page.ts";
import { registerFirst, showRegister } from "./register.tsx";
import { showSignIn, showStart, signIn, signOut } from "./sign_in.tsx";

/** Every page, and every form on one. */
export const PAGES: readonly PageRoute[] = [
  openRoute("GET", "/", showStart),
  openRoute("GET", "/sign-in", showSignIn),
  openRoute("POST", "/sign-in", signIn),
  openRoute("POST", "/sign-out", signOut),
  openRoute("GET", "/join", showJoin),
  openRoute("POST", "/join", previewInvite),
  openRoute("POST", "/join/new", joinAsNew),
  openRoute("POST", "/join/mine", joinWithAccount),
  openRoute("POST", "/join/sign-in", signInToJoin),
  openRoute("GET", "/start", showRegister),
  openRoute("POST", "/start", registerFirst),
  memberRoute("GET", "/f", showFamilies),
  memberRoute("POST", "/f", createFamily),
  memberRoute("GET", "/f/:family_id", showFamily),
];
