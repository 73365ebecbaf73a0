"""Every change that a process tree makes to the disk, held until it is answered."""
