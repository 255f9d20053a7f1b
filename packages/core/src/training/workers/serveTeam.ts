import { platform } from '#platform';
import { sendError } from '../../SentError';
import { TeamMember } from './TeamMember';
import type { TeamReply, TeamRequest } from './TeamMessage';

/** Makes this thread a worker of the team whose leader started it. */
export function serveTeam(): void {
  let member: TeamMember | undefined;
  const post: (reply: TeamReply) => void = platform.threads!.serve((message) => {
    const request = message as TeamRequest;
    const work = request.type === 'join' ? join(request) : takeShare(request);
    work.catch((error: unknown) => post({ type: 'failed', error: sendError(error) }));
  });

  async function join({ assignment }: Extract<TeamRequest, { readonly type: 'join' }>): Promise<void> {
    member = await TeamMember.join(assignment);
    post({ type: 'joined' });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
  async function takeShare({ step }: Extract<TeamRequest, { readonly type: 'step' }>): Promise<void> {
    post({ type: 'done', outcome: member!.takeShare(step) });
    member!.prepareNext();
  }
}
