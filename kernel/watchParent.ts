/**
 * A kernel whose server has died must not live on. Servers say who they are in `JPY_PARENT_PID`; when that process is gone, `onGone`
 * is called.
 */
export function watchParent(onGone: () => void, env: NodeJS.ProcessEnv = process.env): void {
  const parent = Number(env.JPY_PARENT_PID);
  // In a box with a process table of its own the parent cannot be seen, and its number may be another's.
  if (!Number.isInteger(parent) || parent <= 1 || !isAlive(parent)) return;
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    onGone();
  }, 1000);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
