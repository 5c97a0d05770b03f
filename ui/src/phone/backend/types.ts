/** The types of the commands, as the core writes them. */
export type * from '$shared/api/types.gen';
export type { Commands } from '$shared/api/commands.gen';
